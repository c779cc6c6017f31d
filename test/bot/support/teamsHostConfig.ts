/** Teams' fonts, spacing and colours as far as the gallery needs them (Fluent 2 tokens). */
export function teamsHostConfig(theme: 'light' | 'dark') {
  const light = theme === 'light';
  const text = light ? '#242424' : '#ffffff';
  const subtle = light ? '#616161' : '#adadad';
  const both = (color: string) => ({ default: color, subtle: color });
  const foregroundColors = {
    default: { default: text, subtle },
    accent: both(light ? '#5b5fc7' : '#9299f7'),
    good: both(light ? '#107c10' : '#92c353'),
    warning: both(light ? '#835c00' : '#f8d22a'),
    attention: both(light ? '#c4314b' : '#f9526b'),
    dark: { default: text, subtle },
    light: { default: subtle, subtle },
  };
  const style = (backgroundColor: string) => ({ backgroundColor, foregroundColors });
  return {
    page: light ? '#f5f5f5' : '#1f1f1f',
    card: light ? '#ffffff' : '#292929',
    border: light ? '#d1d1d1' : '#666666',
    text,
    host: {
      fontFamily: "'Segoe UI', 'Noto Sans', sans-serif",
      fontTypes: {
        default: { fontFamily: "'Segoe UI', 'Noto Sans', sans-serif" },
        monospace: { fontFamily: "'Cascadia Mono', 'DejaVu Sans Mono', 'Noto Sans Mono', monospace" },
      },
      fontSizes: { small: 12, default: 14, medium: 16, large: 18, extraLarge: 24 },
      fontWeights: { lighter: 200, default: 400, bolder: 600 },
      lineHeights: { small: 16, default: 20, medium: 22, large: 24, extraLarge: 32 },
      spacing: { small: 4, default: 8, medium: 16, large: 24, extraLarge: 32, padding: 16 },
      separator: { lineThickness: 1, lineColor: light ? '#e0e0e0' : '#3d3d3d' },
      supportsInteractivity: true,
      actions: {
        maxActions: 6,
        actionsOrientation: 'horizontal',
        actionAlignment: 'left',
        buttonSpacing: 8,
        spacing: 'large',
      },
      inputs: {
        label: { inputSpacing: 4, requiredInputs: { suffix: ' *' }, optionalInputs: { isSubtle: false } },
        errorMessage: { color: 'attention' },
      },
      containerStyles: {
        default: style(light ? '#ffffff' : '#292929'),
        emphasis: style(light ? '#f5f5f5' : '#1f1f1f'),
        good: style(light ? '#f1faf1' : '#052505'),
        attention: style(light ? '#fcf4f6' : '#310d16'),
        warning: style(light ? '#fefbf4' : '#3d2e00'),
        accent: style(light ? '#e8ebfa' : '#2f2f4a'),
      },
    },
  };
}
