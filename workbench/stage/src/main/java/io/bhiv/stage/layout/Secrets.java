package io.bhiv.stage.layout;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The secrets the services run with: from the environment where set, else development values that are visibly fake.
 *
 * @param values by variable name; {@code status} prints those of {@link #invented}
 * @param invented the development values among them
 */
public record Secrets(Map<String, String> values, Map<String, String> invented) {

    private static final Map<String, String> DEVELOPMENT = development();

    public static Secrets from(Settings settings) {
        Map<String, String> values = new LinkedHashMap<>();
        Map<String, String> invented = new LinkedHashMap<>();
        DEVELOPMENT.forEach((name, fake) -> {
            String value = settings.value(name).orElse(fake);
            values.put(name, value);
            if (value.equals(fake)) {
                invented.put(name, fake);
            }
        });
        return new Secrets(values, invented);
    }

    /** The development value of a variable. */
    public static String development(String name) {
        return from(Settings.none()).value(name);
    }

    /** The value of a variable that this class knows. */
    public String value(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException(name + " is no secret of the stack");
        }
        return value;
    }

    /** Values stay out of logs. */
    @Override
    public String toString() {
        return "Secrets" + values.keySet();
    }

    private static Map<String, String> development() {
        Map<String, String> fakes = new LinkedHashMap<>();
        fakes.put("OURA_WEBHOOK_SECRET", "fake-development-secret-oura");
        fakes.put("OURA_VERIFICATION_TOKEN", "fake-development-token-oura");
        fakes.put("WHOOP_WEBHOOK_SECRET", "fake-development-secret-whoop");
        fakes.put("TERRA_WEBHOOK_SECRET", "fake-development-secret-terra");
        fakes.put("BRIDGE_PG_PASSWORD", "fake-development-password-postgres");
        return fakes;
    }
}
