package io.bhiv.stage.layout;

import java.util.LinkedHashMap;
import java.util.Map;

/** What every service finds in its environment: the local profile, the backends and the secrets. */
public final class ServiceEnvironment {

    private ServiceEnvironment() {}

    /** The port is the caller's to add ({@code QUARKUS_HTTP_PORT}). */
    public static Map<String, String> of(Settings settings, Secrets secrets, BackendAddresses backends) {
        Map<String, String> variables = new LinkedHashMap<>(backends.environment());
        variables.putAll(secrets.values());
        variables.put("QUARKUS_PROFILE", "local");
        // Authentication is off, so only this machine may reach it.
        variables.put("BRIDGE_AUTH_MODE", settings.value("BRIDGE_AUTH_MODE").orElse("open"));
        variables.put("QUARKUS_HTTP_HOST", settings.value("QUARKUS_HTTP_HOST").orElse("127.0.0.1"));
        // Nothing sends elsewhere when readiness goes down, so a stop need not wait for it.
        variables.put("BRIDGE_STOP_DELAY", settings.value("BRIDGE_STOP_DELAY").orElse("0S"));
        return variables;
    }
}
