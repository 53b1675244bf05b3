// The fields that the chosen outcome needs, with the server's words beside each.
import { Field } from '../shared/field';
import { languageName, words } from '../shared/format';
import { clock, dayAt, dayPlus, wallTime } from '../shared/time';
import { desk, serverNow, session } from './console';
import { EmergencyAdvice } from './emergency_advice';
import { faultOf, fieldsOf, type FormField } from './outcome_form';
import type { OutcomeKind } from './wire';

const HOUR_MS = 3_600_000;
const ZONE_HINT = 'Los Angeles time';

function zoneHint(): string {
  const zone = session.zone.value;
  return zone === 'America/Los_Angeles' ? ZONE_HINT : `Time in ${zone.split('/').pop()}`;
}

function DueAt({ outcome }: { outcome: OutcomeKind }) {
  const zone = session.zone.value;
  const at = serverNow.value;
  const picks: [string, string][] = [1, 3].map((hours) => {
    const ms = at + hours * HOUR_MS;
    return [`In ${hours} h, ${clock(ms, zone)}`, wallTime(ms, zone)];
  });
  picks.push(['Tomorrow, 9:00 am', `${dayPlus(dayAt(at, zone), 1)}T09:00`]);
  const open = desk.openTimes.value.map(({ from, words: said }): [string, string] => [
    said,
    wallTime(Date.parse(from), zone),
  ]);
  return (
    <>
      <Field
        id="due-at"
        label="When shall we call?"
        optional={!outcome.needs.includes('due_at')}
        hint={[zoneHint(), ...session.hours.value].join(' · ')}
        fault={faultOf(desk.faults.value, 'due_at')}
      >
        {(ties) => (
          <input
            {...ties}
            type="datetime-local"
            min={wallTime(at, zone)}
            value={desk.entry.value.dueAt}
            onInput={(event) => desk.write({ dueAt: event.currentTarget.value })}
          />
        )}
      </Field>
      <p class="outcome-fields__picks">
        {(open.length > 0 ? open : picks).map(([label, wall]) => (
          <button
            key={label}
            type="button"
            class="button button--quiet"
            onClick={() => desk.write({ dueAt: wall })}
          >
            {label}
          </button>
        ))}
      </p>
      {outcome.takes.includes('mine') && (
        <label class="choice">
          <input
            type="checkbox"
            checked={desk.entry.value.mine}
            onChange={(event) => desk.write({ mine: event.currentTarget.checked })}
          />
          Only I shall call
        </label>
      )}
    </>
  );
}

function Language() {
  return (
    <Field id="language" label="Language" fault={faultOf(desk.faults.value, 'language')}>
      {(ties) => (
        <select
          {...ties}
          value={desk.entry.value.language}
          onChange={(event) => desk.write({ language: event.currentTarget.value })}
        >
          <option value="">Choose</option>
          {desk.languages.value.map((code) => (
            <option key={code} value={code}>
              {languageName(code)}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

function Appointment() {
  const faults = desk.faults.value;
  const entry = desk.entry.value;
  return (
    <>
      <Field
        id="visit-start"
        label="Visit starts"
        hint={zoneHint()}
        fault={faultOf(faults, 'appointment.visit_start') ?? faultOf(faults, 'appointment')}
      >
        {(ties) => (
          <input
            {...ties}
            type="datetime-local"
            min={wallTime(serverNow.value, session.zone.value)}
            value={entry.visitStart}
            onInput={(event) => desk.write({ visitStart: event.currentTarget.value })}
          />
        )}
      </Field>
      <Field id="location" label="Where" fault={faultOf(faults, 'appointment.location')}>
        {(ties) => (
          <input
            {...ties}
            autocomplete="off"
            value={entry.location}
            onInput={(event) => desk.write({ location: event.currentTarget.value })}
          />
        )}
      </Field>
      <Field
        id="clinician"
        label="Clinician"
        optional
        fault={faultOf(faults, 'appointment.clinician')}
      >
        {(ties) => (
          <input
            {...ties}
            autocomplete="off"
            value={entry.clinician}
            onInput={(event) => desk.write({ clinician: event.currentTarget.value })}
          />
        )}
      </Field>
    </>
  );
}

function OtherPhone() {
  return (
    <Field
      id="other-phone"
      label="Another number, if they gave one"
      optional
      hint={
        desk.redFlag.value
          ? 'With it the request stays open, without it a red flag goes to a lead.'
          : 'With it the request stays open, without it the request is closed.'
      }
      fault={faultOf(desk.faults.value, 'other_phone')}
    >
      {(ties) => (
        <input
          {...ties}
          type="tel"
          autocomplete="off"
          value={desk.entry.value.otherPhone}
          onInput={(event) => desk.write({ otherPhone: event.currentTarget.value })}
        />
      )}
    </Field>
  );
}

function Reason({ outcome }: { outcome: OutcomeKind }) {
  const fault = faultOf(desk.faults.value, 'reason');
  return (
    <fieldset class="field" aria-describedby={fault ? 'reason-fault' : undefined}>
      <legend class="field__label">Reason</legend>
      {fault && (
        <span class="field__fault" id="reason-fault">
          {fault}
        </span>
      )}
      <div class="choices">
        {outcome.reasons.map((code) => (
          <label class="choice" key={code}>
            <input
              type="radio"
              name="reason"
              value={code}
              aria-invalid={fault ? 'true' : undefined}
              checked={desk.entry.value.reason === code}
              onChange={() => desk.write({ reason: code })}
            />
            {words(code)}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function Advice() {
  const guide = desk.hold.value?.guide;
  const fault = faultOf(desk.faults.value, 'advice');
  if (!guide) return null;
  return (
    <div class="notice notice--bad">
      <EmergencyAdvice guide={guide} />
      {fault && (
        <span class="field__fault" id="advice-fault">
          {fault}
        </span>
      )}
      <label class="choice">
        <input
          type="checkbox"
          aria-invalid={fault ? 'true' : undefined}
          aria-describedby={fault ? 'advice-fault' : undefined}
          checked={desk.entry.value.adviceRead}
          onChange={(event) => desk.write({ adviceRead: event.currentTarget.checked })}
        />
        I read this advice to them
      </label>
    </div>
  );
}

function drawn(field: FormField, outcome: OutcomeKind) {
  switch (field) {
    case 'due_at':
      return <DueAt key={field} outcome={outcome} />;
    case 'language':
      return <Language key={field} />;
    case 'appointment':
      return <Appointment key={field} />;
    case 'reason':
      return <Reason key={field} outcome={outcome} />;
    case 'other_phone':
      return <OtherPhone key={field} />;
    case 'advice':
      return <Advice key={field} />;
  }
}

export function OutcomeFields({ outcome }: { outcome: OutcomeKind }) {
  const fields = fieldsOf(outcome, desk.redFlag.value, desk.faults.value);
  if (fields.length === 0) return null;
  return <div class="outcome-fields">{fields.map((field) => drawn(field, outcome))}</div>;
}
