package io.bhiv.stack.modules;

import java.util.Locale;
import java.util.random.RandomGenerator;

/** A module and what it has to say. */
enum PlayedModule {
    EDUCATION("{\"course\":\"algebra\",\"lesson\":%d,\"score\":%d,\"completed\":true}"),
    FINANCE("{\"portfolio\":\"demo-%d\",\"risk\":\"moderate\",\"change_pct\":%d}"),
    CREATIVE("{\"canvas\":\"c-%d\",\"tool\":\"brush\",\"strokes\":%d}"),
    ROBOTICS("{\"robot\":\"arm-%d\",\"task\":\"sort\",\"battery_pct\":%d}");

    private final String data;

    PlayedModule(String data) {
        this.data = data;
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The body of one update. */
    String update(String session, RandomGenerator random) {
        return "{\"module\":\"" + label() + "\",\"session_id\":\"" + session + "\",\"data\":"
                + data.formatted(random.nextInt(1, 9), random.nextInt(0, 100)) + "}";
    }
}
