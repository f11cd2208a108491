import { Checkbox, Group, NumberInput, SegmentedControl, Select, Stack, Text, TextInput } from '@mantine/core'
import type { useForm } from '@mantine/form'
import type { Schedule } from './schedule.ts'

type Props = { form: ReturnType<typeof useForm<Schedule>>; zone: string }

const Hours = ({ form, zone }: Props) => (
  <>
    <NumberInput
      label="Frequency in hours"
      description="24 is a day, 168 a week. 0 runs the task once."
      min={0}
      max={87_600}
      allowDecimal={false}
      maw={240}
      {...form.getInputProps('timer')}
    />
    <Group gap="md" align="flex-start">
      <TextInput type="date" label="Next run: day" description="Empty: not scheduled." w={200} {...form.getInputProps('day')} />
      <TextInput type="time" label={`Time in ${zone}`} description="Whole days keep it." w={200} {...form.getInputProps('time')} />
    </Group>
  </>
)

const Cron = ({ form, zone }: Props) => (
  <TextInput
    label="Cron expression"
    description={`Minute, hour, day of the month, month, weekday, in ${zone}. 0 1 * * 1-5 is 01:00 from Monday to Friday.`}
    autoComplete="off"
    spellCheck={false}
    {...form.getInputProps('cron')}
  />
)

const ofInstance = 'instance'
const zones = ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')]
const Zone = ({ form }: Pick<Props, 'form'>) => {
  const { value, onChange, ...rest } = form.getInputProps('zone')
  const known = zones.includes(String(value)) || value === '' ? zones : [String(value), ...zones]
  return (
    <Select
      {...rest}
      label="Time zone"
      data={[{ value: ofInstance, label: 'Time zone of the instance' }, ...known]}
      value={value === '' ? ofInstance : String(value)}
      onChange={(next) => onChange(next === ofInstance || next === null ? '' : next)}
      allowDeselect={false}
      searchable
      limit={80}
      nothingFoundMessage="No time zone matches"
    />
  )
}

/** When a task runs: every so many hours or by a cron expression, in a time zone. */
export const ScheduleFields = ({ form, zone }: Props) => (
  <Stack gap="md">
    <div>
      <Text fw={500} id="schedule-way" mb={4}>
        Repeat
      </Text>
      <SegmentedControl
        aria-labelledby="schedule-way"
        data={[
          { value: 'hours', label: 'Every … hours' },
          { value: 'cron', label: 'Cron' },
        ]}
        {...form.getInputProps('way')}
      />
    </div>
    {form.values.way === 'cron' ? <Cron form={form} zone={zone} /> : <Hours form={form} zone={zone} />}
    <Zone form={form} />
    <Checkbox
      label="Enabled"
      description="A disabled task runs only when it is started by hand."
      {...form.getInputProps('enabled', { type: 'checkbox' })}
    />
  </Stack>
)
