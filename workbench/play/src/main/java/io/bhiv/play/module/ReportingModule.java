package io.bhiv.play.module;

import java.util.Locale;
import java.util.random.RandomGenerator;

/** A module that reports to the core bridge, and the data it reports. */
public enum ReportingModule {
    EDUCATION("{\"course\":\"algebra\",\"lesson\":%d,\"score\":%d,\"completed\":true}"),
    FINANCE("{\"portfolio\":\"demo-%d\",\"risk\":\"moderate\",\"change_pct\":%d}"),
    CREATIVE("{\"canvas\":\"c-%d\",\"tool\":\"brush\",\"strokes\":%d}"),
    ROBOTICS("{\"robot\":\"arm-%d\",\"task\":\"sort\",\"battery_pct\":%d}");

    private final String data;

    ReportingModule(String data) {
        this.data = data;
    }

    /** As in the update. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The body of one update. */
    public String update(String session, RandomGenerator random) {
        return "{\"module\":\"" + wireName() + "\",\"session_id\":\"" + session + "\",\"data\":"
                + data.formatted(random.nextInt(1, 9), random.nextInt(0, 100)) + "}";
    }
}
