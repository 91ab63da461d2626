package io.bhiv.trigger;

import io.bhiv.trigger.baseline.History;
import io.bhiv.trigger.night.MeasurementContext;
import io.bhiv.trigger.night.NightTag;
import io.bhiv.trigger.night.Observation;
import io.bhiv.trigger.night.OfNight;
import io.bhiv.trigger.night.OpenNight;
import io.bhiv.trigger.night.Rejection.Reason;
import io.bhiv.trigger.night.Stream;
import io.bhiv.trigger.night.Tag;
import io.bhiv.trigger.night.Withdrawal;
import io.bhiv.trigger.parameters.Metric;
import io.bhiv.trigger.parameters.Mode;
import io.bhiv.trigger.parameters.Parameters;
import org.jspecify.annotations.Nullable;

/** Takes one arrival into an open night, or into the baseline where the night is closed already. */
record Intake(Mode mode, Parameters parameters) {

    private static final int NO_NIGHT = Integer.MIN_VALUE;

    /** Why it was not taken; null if it was. {@code today} is the newest date that it can be anywhere. */
    @Nullable
    Reason accept(Person person, OfNight arrival, int today) {
        long day = arrival.night().toEpochDay();
        if (day > today + 1L) {
            return Reason.FUTURE;
        }
        if (day < Integer.MIN_VALUE / 4 || person.isForgotten((int) day)) {
            return Reason.TOO_OLD;
        }
        int night = (int) day;
        return switch (arrival) {
            case NightTag tag -> tagged(person, tag.tag(), night);
            case Observation one -> observed(person, one, night);
        };
    }

    /** What is not known, or no longer, is not there to be taken out; what reached us later stays. */
    void withdraw(Person person, Withdrawal one) {
        if (one.origin() != 0) {
            person.withdrawals.add(one);
            withdraw(person, one.origin(), one.receivedAt().toEpochMilli(), NO_NIGHT);
        }
    }

    /** An origin is of one value: a version that is filed under another night leaves the one before. */
    private void withdraw(Person person, int origin, long untilMillis, int exceptNight) {
        for (OpenNight night : person.open.values()) {
            if (night.night() != exceptNight) {
                night.withdraw(origin, untilMillis);
            }
        }
        person.open.values().removeIf(OpenNight::isEmpty);
        for (int i = 0; i < Metric.COUNT; i++) {
            History history = person.history(Metric.at(i));
            int night = history.ring().nightOf(origin);
            if (night != exceptNight
                    && history.ring().has(night)
                    && !history.ring().hasLater(night, untilMillis)) {
                if (Metric.at(i) == Metric.RHR && mode.isPersonal()) {
                    person.rules.withdrawHeartRate(history.valueAt(night));
                }
                history.remove(night);
            }
        }
    }

    private static @Nullable Reason tagged(Person person, Tag tag, int night) {
        if (!person.isClosed(night)) {
            open(person, night).tag(tag);
            return null;
        }
        if (tag.effect() == Tag.Effect.NEW_BASELINES) {
            person.rebaseline(tag, night);
            return null;
        }
        return Reason.LATE;
    }

    private @Nullable Reason observed(Person person, Observation one, int night) {
        boolean spot = one.context() == MeasurementContext.SPOT;
        if (!Double.isFinite(one.value())
                || (one.metric() == Metric.RMSSD && !parameters.fixed().isMeasurement(one.value()))) {
            return Reason.NO_MEASUREMENT;
        }
        if (spot && one.metric() != Metric.RMSSD) {
            return Reason.NO_RULE_FOR_SPOT;
        }
        long received = one.receivedAt().toEpochMilli();
        if (person.isOvertaken(one.origin(), received, night)) {
            return null;
        }
        if (one.origin() != 0) {
            withdraw(person, one.origin(), received, night);
        }
        boolean plausible = isPlausible(one);
        if (person.isClosed(night)) {
            return !plausible ? Reason.IMPLAUSIBLE : spot ? Reason.LATE : late(person, one, night);
        }
        // The fixed rule of these modes sees what came, plausible or not.
        boolean seenRaw = one.metric() == Metric.RMSSD && (mode == Mode.FIXED || mode == Mode.BOTH);
        if (plausible || seenRaw) {
            open(person, night).take(one, person.stream(one.metric()), parameters);
        }
        return plausible ? null : Reason.IMPLAUSIBLE;
    }

    private boolean isPlausible(Observation one) {
        return parameters.of(one.metric()).isPlausible(one.value())
                || Stream.of(one, parameters).deviation();
    }

    /** Fills or corrects the baseline; nothing is evaluated again. What reached us before that which stands corrects nothing. */
    private @Nullable Reason late(Person person, Observation one, int night) {
        Metric metric = one.metric();
        Stream stream = Stream.of(one, parameters);
        Stream current = person.stream(metric);
        History history = person.history(metric);
        boolean known = history.ring().has(night);
        boolean other = current != null && !current.equals(stream);
        if (other || (known && !one.isFinal()) || person.isBeforeBaselines(night)) {
            return Reason.LATE;
        }
        long received = one.receivedAt().toEpochMilli();
        if (history.ring().hasLater(night, received)) {
            return null;
        }
        if (metric == Metric.RHR && mode.isPersonal()) {
            person.rules.correctHeartRate(known ? history.valueAt(night) : Double.NaN, one.value());
        }
        person.follow(metric, stream);
        history.correct(night, one.value(), one.origin(), received);
        return null;
    }

    private static OpenNight open(Person person, int night) {
        return person.open.computeIfAbsent(night, OpenNight::new);
    }
}
