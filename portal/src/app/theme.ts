// Mantine's theme: teal as the house colour, and the shades that reach WCAG AA in both schemes.
import { createTheme, type CSSVariablesResolver } from "@mantine/core";

const sans =
  'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Helvetica Neue", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif';

export const theme = createTheme({
  primaryColor: "teal",
  primaryShade: 9,
  defaultRadius: "md",
  colors: {
    dark: ["#e6e9ec", "#b7bec5", "#8f979f", "#6b737b", "#3b4148", "#2b3036", "#1f2327", "#1b1e22", "#16181b", "#101214"],
  },
  fontFamily: sans,
  headings: { fontFamily: sans, fontWeight: "650" },
  fontSizes: { xs: "0.75rem", sm: "0.8125rem", md: "0.875rem", lg: "1rem", xl: "1.125rem" },
  cursorType: "pointer",
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { size: "sm" } },
    Tooltip: { defaultProps: { openDelay: 350, withArrow: true } },
    Drawer: { styles: { title: { fontWeight: 650, fontSize: "1rem" } } },
    Modal: { styles: { title: { fontWeight: 650, fontSize: "1rem" } }, defaultProps: { radius: "lg", centered: true, overlayProps: { backgroundOpacity: 0.35 } } },
    // Without the placeholder, which is no menu item, the first item takes the focus.
    Menu: { defaultProps: { shadow: "md", radius: "md", withInitialFocusPlaceholder: false } },
  },
});

export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-dimmed": "var(--mantine-color-gray-7)",
    "--mantine-color-placeholder": "var(--mantine-color-gray-6)",
    "--mantine-color-teal-light": "var(--mantine-color-teal-0)",
    "--mantine-color-teal-light-color": "var(--mantine-color-teal-9)",
    "--mantine-color-red-light-color": "var(--mantine-color-red-9)",
    "--mantine-color-error": "var(--mantine-color-red-9)",
  },
  dark: {
    "--mantine-color-body": "#16181b",
    "--mantine-color-dimmed": "#a6adb4",
    "--mantine-color-placeholder": "#8f979f",
    "--mantine-color-teal-light-color": "var(--mantine-color-teal-3)",
    "--mantine-color-red-light-color": "var(--mantine-color-red-3)",
    "--mantine-color-error": "var(--mantine-color-red-4)",
    "--mantine-color-default": "#202328",
    "--mantine-color-default-hover": "#282c32",
    "--mantine-color-default-border": "#353a41",
  },
});
