package io.bhiv.biometric.provider;

import java.util.Set;

/** Types of objects of which no provider sends notices: silence means nothing for them. */
public final class WithoutNotices {

    /** For an {@code IN} of SQL. */
    public static final String TYPES = "('cycle', 'heartrate', 'interbeat_interval')";

    /** Those that are rows of samples: up to a hundred thousand a day. */
    public static final Set<String> SAMPLES = Set.of("heartrate", "interbeat_interval");

    private WithoutNotices() {}
}
