// Columns or lines over months, drawn by recharts. A click on a month goes where the screen says; the way by keyboard
// is the table behind the chart.
import "@mantine/core/styles/ColorSwatch.layer.css";
import "@mantine/charts/styles.layer.css";
import { BarChart, LineChart, type BarChartType } from "@mantine/charts";
import css from "./Reports.module.css";

export interface Series {
  name: string;
  label: string;
  color: string;
}

interface Props {
  label: string;
  data: Record<string, string | number>[];
  series: Series[];
  type?: BarChartType;
  lines?: boolean;
  format: (value: number) => string;
  onPick?: (month: string) => void;
}

export default function Columns({ label, data, series, type = "default", lines, format, onPick }: Props) {
  const pick = (state: unknown) => {
    const index = Number((state as { activeTooltipIndex?: number | string | null } | null)?.activeTooltipIndex ?? -1);
    const month = data[index]?.key;
    if (month !== undefined) onPick?.(String(month));
  };
  const common = {
    h: 250,
    data,
    dataKey: "label",
    series,
    valueFormatter: format,
    withLegend: series.length > 1,
    legendProps: { verticalAlign: "bottom" as const, height: 34 },
    gridAxis: "x" as const,
    tickLine: "none" as const,
    yAxisProps: { width: 62 },
    tooltipAnimationDuration: 0,
  };
  return (
    <div className={css.columns} role="img" aria-label={label} data-pick={onPick !== undefined || undefined}>
      {lines ? (
        <LineChart {...common} curveType="linear" connectNulls={false} lineProps={{ isAnimationActive: false }} lineChartProps={{ accessibilityLayer: false, onClick: pick }} />
      ) : (
        <BarChart {...common} type={type} barProps={{ isAnimationActive: false, maxBarSize: 34 }} barChartProps={{ accessibilityLayer: false, onClick: pick }} />
      )}
    </div>
  );
}
