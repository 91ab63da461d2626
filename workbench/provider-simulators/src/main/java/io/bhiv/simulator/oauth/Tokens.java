package io.bhiv.simulator.oauth;

import org.jspecify.annotations.Nullable;

/** A pair of tokens; {@code refresh} is null where the grant has no offline scope. */
public record Tokens(Grant grant, String access, @Nullable String refresh) {

    /** Tokens stay out of logs. */
    @Override
    public String toString() {
        return "Tokens[" + grant.person() + "]";
    }
}
