package io.bhiv.automation.engine.action;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where our services are, and where the API key for them is.
 *
 * @param services base addresses by the name that {@code check_health} uses, without a trailing slash
 * @param apiKeyFile holds the key that our own calls send; empty where the services are open
 */
public record ServiceAddresses(SequencedMap<String, URI> services, Optional<String> apiKeyFile) {

    public static final String CORE = "core-bridge";

    /** The first that is set counts; the second is what the local stack gives its services. */
    private static final Map<String, List<String>> VARIABLES = Map.of(
            CORE,
            List.of("CORE_BRIDGE_URL", "BRIDGE_CORE_URL"),
            "bucket",
            List.of("BUCKET_URL", "BRIDGE_BUCKET_URL"),
            "biometric-bridge",
            List.of("BIOMETRIC_URL", "BRIDGE_BIOMETRIC_URL"));

    /** The environment's {@code CORE_BRIDGE_URL, BUCKET_URL, BIOMETRIC_URL}, or the ports of the local stack; {@code BRIDGE_API_KEY_FILE}. */
    public static ServiceAddresses of(Function<String, @Nullable String> environment) {
        SequencedMap<String, URI> services = new LinkedHashMap<>();
        services.put("biometric-bridge", place(environment, "biometric-bridge", "http://localhost:8889"));
        services.put("bucket", place(environment, "bucket", "http://localhost:3000"));
        services.put(CORE, place(environment, CORE, "http://localhost:8000"));
        return new ServiceAddresses(
                services,
                Optional.ofNullable(environment.apply("BRIDGE_API_KEY_FILE")).filter(file -> !file.isBlank()));
    }

    private static URI place(Function<String, @Nullable String> environment, String service, String otherwise) {
        String address = VARIABLES.getOrDefault(service, List.of()).stream()
                .map(environment)
                .filter(value -> value != null && !value.isBlank())
                .findFirst()
                .orElse(otherwise)
                .strip();
        return URI.create(address.endsWith("/") ? address.substring(0, address.length() - 1) : address);
    }

    public URI core(String path) {
        return URI.create(services.getOrDefault(CORE, URI.create("http://localhost:8000")) + path);
    }
}
