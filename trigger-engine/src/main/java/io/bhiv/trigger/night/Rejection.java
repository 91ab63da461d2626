package io.bhiv.trigger.night;

/** An arrival that no personal rule was or will be given, and why. */
public record Rejection(OfNight arrival, Reason reason) {

    /** Why it was not taken. */
    public enum Reason {
        /** Not finite, or an RMSSD that no device can have measured: no rule at all was given it. */
        NO_MEASUREMENT("no_measurement"),
        /** Outside of what is plausible for the metric; the fixed rule in modes fixed and both still sees it. */
        IMPLAUSIBLE("implausible"),
        /** Older than what is remembered. */
        TOO_OLD("too_old"),
        /** A night that has not been yet. */
        FUTURE("future"),
        /** A spot value, for which only RMSSD has a rule. */
        NO_RULE_FOR_SPOT("no_rule_for_spot"),
        /** For a night that is closed, and not of the source that the baseline is of, or nothing the fixed rule waits for. */
        LATE("late");

        private final String wireName;

        Reason(String wireName) {
            this.wireName = wireName;
        }

        public String wireName() {
            return wireName;
        }
    }
}
