package io.bhiv.stack.layout;

import java.util.Arrays;
import java.util.List;

/** Everything of ours that has a port; the variable overrides the port. */
public enum Place {
    POSTGRES("postgres", "BRIDGE_PG_PORT", 15432, Kind.BACKEND),
    KAFKA("kafka", "BRIDGE_KAFKA_PORT", 19092, Kind.BACKEND),
    REDIS("redis", "BRIDGE_REDIS_PORT", 16379, Kind.BACKEND),
    BIOMETRIC("biometric-bridge-service", "BRIDGE_BIOMETRIC_PORT", 8889, Kind.SERVICE),
    BUCKET("bucket-service", "BRIDGE_BUCKET_PORT", 3000, Kind.SERVICE),
    CORE("core-bridge-service", "BRIDGE_CORE_PORT", 8000, Kind.SERVICE),
    AUTOMATION("automation-service", "BRIDGE_AUTOMATION_PORT", 8010, Kind.SERVICE);

    /** What a place is. */
    public enum Kind {
        BACKEND,
        SERVICE
    }

    private final String label;
    private final String variable;
    private final int usualPort;
    private final Kind kind;

    Place(String label, String variable, int usualPort, Kind kind) {
        this.label = label;
        this.variable = variable;
        this.usualPort = usualPort;
        this.kind = kind;
    }

    /** The name people see; of a service also its module. */
    public String label() {
        return label;
    }

    /** The environment variable that overrides the port. */
    public String variable() {
        return variable;
    }

    public int usualPort() {
        return usualPort;
    }

    public Kind kind() {
        return kind;
    }

    public static List<Place> services() {
        return of(Kind.SERVICE);
    }

    public static List<Place> backends() {
        return of(Kind.BACKEND);
    }

    private static List<Place> of(Kind kind) {
        return Arrays.stream(values()).filter(place -> place.kind == kind).toList();
    }
}
