package io.bhiv.insight.login;

import io.bhiv.insight.AsHosted;
import io.bhiv.kit.hash.Sha256;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.HashMap;
import java.util.Map;

/** Keys for programs, a provider for people. */
public final class WithLogin implements QuarkusTestProfile {

    static final String KEY = "a-visibly-fake-key-of-a-program";

    @Override
    public Map<String, String> getConfigOverrides() {
        Map<String, String> settings = new HashMap<>(new AsHosted().getConfigOverrides());
        settings.put("bridge.auth.mode", "keys");
        settings.put("bridge.auth.keys.program.sha256", Sha256.of(KEY).hex());
        settings.put("bridge.auth.keys.program.roles", "viewer");
        settings.put("bridge.insight.login.session-key", "a-visibly-fake-key-of-sessions-01");
        settings.put("bridge.insight.login.https", "false");
        return settings;
    }
}
