// The house mark: a cog, the ship of the Hanseatic merchants.
export function Mark({ size = 24 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 64 64" aria-hidden focusable="false">
      <rect width="64" height="64" rx="14" fill="#087f5b" />
      <path d="M32 10v32" stroke="#fff" strokeWidth="3.6" strokeLinecap="round" />
      <path d="M32 9l9 3.600-9 3.600z" fill="#fff" />
      <path d="M17 20.500h30c-2.600 5.400-2.600 11.200 0 16.600H17c2.600-5.400 2.600-11.200 0-16.600z" fill="#fff" />
      <path d="M9 40l7 2.400h32L55 40l-4 9.600C49.600 52.400 46.600 54 43.200 54H21c-4.600 0-8-2-9.400-6z" fill="#fff" />
      <path d="M32 23.500v10.600M26 28.800h12" stroke="#087f5b" strokeWidth="3.2" strokeLinecap="round" />
    </svg>
  );
}
