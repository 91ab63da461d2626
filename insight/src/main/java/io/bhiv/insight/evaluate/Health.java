package io.bhiv.insight.evaluate;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How well the system does its work, from best to worst. */
public enum Health {
    /** Everything expected reports, and nothing is wrong. */
    OK,
    /** It works, and something needs attention. */
    DEGRADED,
    /** Something that must be there is not. */
    DOWN;

    /** The name used in JSON and style sheets. */
    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
