import {
  type CSSVariablesResolver,
  convertCssVariables,
  createTheme,
  DEFAULT_THEME,
  defaultCssVariablesResolver,
  type MantineTheme,
  mergeMantineTheme,
} from '@mantine/core'

/** The look of Reeve in one place: neutral greys, one deep teal, hairlines instead of shadows. */
export const theme = createTheme({
  primaryColor: 'teal',
  primaryShade: { light: 7, dark: 7 },
  colors: {
    teal: ['#e8f5f4', '#cfe9e7', '#a2d6d2', '#74c2bd', '#4caea8', '#2b918b', '#17766f', '#0f6460', '#0b524f', '#083f3d'],
    gray: ['#f8f9fa', '#f1f3f4', '#e6e8ea', '#d7dadd', '#c0c4c8', '#959ba1', '#666c72', '#484d53', '#2f3337', '#1c1f22'],
    dark: ['#dcdee0', '#c3c6ca', '#9da2a8', '#70757c', '#3f444a', '#2e3237', '#23262a', '#1a1c1f', '#141618', '#0e1011'],
    yellow: ['#fdf5e3', '#faeac5', '#f4d68d', '#edc157', '#e0a92c', '#c48d12', '#9c6d08', '#7f5806', '#634505', '#483203'],
    red: ['#fdefee', '#fadbd8', '#f3b5b0', '#eb8c85', '#e0645b', '#cc463c', '#b3342b', '#982a22', '#7a211b', '#5c1813'],
    green: ['#ecf6ee', '#d6ecda', '#acd9b4', '#80c48c', '#57ad67', '#3b934c', '#2b7a3b', '#22652f', '#1b5126', '#143d1c'],
  },
  white: '#ffffff',
  black: '#1c1f22',
  fontFamily: "'Inter Variable', system-ui, sans-serif",
  fontFamilyMonospace: "'JetBrains Mono Variable', ui-monospace, monospace",
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '20px' },
  lineHeights: { xs: '1.35', sm: '1.4', md: '1.45', lg: '1.5', xl: '1.5' },
  headings: {
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '22px', lineHeight: '1.3' },
      h2: { fontSize: '16px', lineHeight: '1.4' },
      h3: { fontSize: '14px', lineHeight: '1.4' },
    },
  },
  radius: { xs: '3px', sm: '4px', md: '6px', lg: '8px', xl: '12px' },
  defaultRadius: 'md',
  spacing: { xs: '8px', sm: '12px', md: '16px', lg: '24px', xl: '32px' },
  shadows: {
    xs: 'none',
    sm: 'none',
    md: '0 6px 20px rgb(0 0 0 / 12%)',
    lg: '0 8px 28px rgb(0 0 0 / 16%)',
    xl: '0 12px 36px rgb(0 0 0 / 18%)',
  },
  respectReducedMotion: true,
  cursorType: 'pointer',
  components: {
    Button: { defaultProps: { size: 'sm' } },
    InputWrapper: {
      styles: {
        label: { fontSize: '14px', fontWeight: 500, marginBottom: '2px' },
        description: { fontSize: '13px', lineHeight: '1.45', marginBottom: '4px' },
        error: { fontSize: '13px' },
      },
    },
    Input: { styles: { input: { fontSize: '14px' } } },
    Checkbox: { styles: { label: { fontSize: '14px' }, description: { fontSize: '13px', marginTop: '2px' } } },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray' } },
    Tooltip: { defaultProps: { openDelay: 300, transitionProps: { duration: 100 } } },
    Modal: { defaultProps: { transitionProps: { duration: 120 }, overlayProps: { backgroundOpacity: 0.4 } } },
    Drawer: { defaultProps: { transitionProps: { duration: 140 }, overlayProps: { backgroundOpacity: 0.25 } } },
    Menu: { defaultProps: { transitionProps: { duration: 80 } } },
    Popover: { defaultProps: { transitionProps: { duration: 80 } } },
    // Inside the page rather than a portal: a click on an option must not close the popover it stands in.
    Select: { defaultProps: { checkIconPosition: 'right', comboboxProps: { withinPortal: false } } },
    MultiSelect: { defaultProps: { checkIconPosition: 'right', comboboxProps: { withinPortal: false } } },
  },
})

type Colors = MantineTheme['colors']

const byDay = ({ gray, teal, yellow: amber, red, green }: Colors) => ({
  '--mantine-color-dimmed': gray[6] ?? '',
  '--mantine-color-placeholder': gray[6] ?? '',
  '--mantine-color-error': red[6] ?? '',
  '--mantine-color-anchor': teal[7] ?? '',
  '--line': gray[2] ?? '',
  '--side': gray[0] ?? '',
  '--hover': gray[1] ?? '',
  '--chosen': teal[0] ?? '',
  '--accent': teal[7] ?? '',
  '--look': amber[7] ?? '',
  '--wrong': red[6] ?? '',
  '--good': green[6] ?? '',
  '--look-tint': amber[0] ?? '',
  '--wrong-tint': red[0] ?? '',
  '--good-tint': green[0] ?? '',
})

const byNight = ({ dark: night, teal, yellow: amber, red, green }: Colors) => ({
  '--mantine-color-dimmed': night[2] ?? '',
  '--mantine-color-placeholder': night[2] ?? '',
  '--mantine-color-error': red[3] ?? '',
  '--mantine-color-anchor': teal[3] ?? '',
  '--line': night[5] ?? '',
  '--side': night[8] ?? '',
  '--hover': night[6] ?? '',
  '--chosen': '#12302e',
  '--accent': teal[3] ?? '',
  '--look': amber[3] ?? '',
  '--wrong': red[3] ?? '',
  '--good': green[3] ?? '',
  '--look-tint': '#2b2413',
  '--wrong-tint': '#301b1a',
  '--good-tint': '#17281b',
})

const resolve: CSSVariablesResolver = (whole) => {
  const { variables, light, dark } = defaultCssVariablesResolver(whole)
  return { variables, light: { ...light, ...byDay(whole.colors) }, dark: { ...dark, ...byNight(whole.colors) } }
}

/** The theme as CSS: written as text of a style element, because Mantine's own way needs markup from strings, which Trusted Types forbid. */
export const themeCss = convertCssVariables(resolve(mergeMantineTheme(DEFAULT_THEME, theme)))
