package io.bhiv.stage.layout;

import java.util.Arrays;
import java.util.List;

/** Everything of ours that has a port; the variable overrides the port. */
public enum Place {
    POSTGRES("postgres", "BRIDGE_PG", 15432, Kind.BACKEND),
    KAFKA("kafka", "BRIDGE_KAFKA", 19092, Kind.BACKEND),
    REDIS("redis", "BRIDGE_REDIS", 16379, Kind.BACKEND),
    BIOMETRIC("biometric-bridge-service", "BRIDGE_BIOMETRIC", 8889, Kind.SERVICE),
    BUCKET("bucket-service", "BRIDGE_BUCKET", 3000, Kind.SERVICE),
    CORE("core-bridge-service", "BRIDGE_CORE", 8000, Kind.SERVICE),
    AUTOMATION("automation-service", "BRIDGE_AUTOMATION", 8010, Kind.SERVICE);

    /** What a place is. */
    public enum Kind {
        BACKEND,
        SERVICE
    }

    private final String label;
    private final String prefix;
    private final int usualPort;
    private final Kind kind;

    Place(String label, String prefix, int usualPort, Kind kind) {
        this.label = label;
        this.prefix = prefix;
        this.usualPort = usualPort;
        this.kind = kind;
    }

    /** The name people see and type; of a service also its module. */
    public String label() {
        return label;
    }

    /** The environment variable that overrides the port. */
    public String variable() {
        return prefix + "_PORT";
    }

    /** The variable in which every service finds the address of this one. */
    public String urlVariable() {
        return prefix + "_URL";
    }

    /** The variable that adds JVM options to a service, for example {@code BRIDGE_BIOMETRIC_JAVA_OPTS=-Xmx512m}. */
    public String javaOptionsVariable() {
        return prefix + "_JAVA_OPTS";
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
