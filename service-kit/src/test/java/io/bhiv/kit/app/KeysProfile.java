package io.bhiv.kit.app;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** Two keys at once for the operator, one for a viewer. The hashes are of the visible fakes in {@link KeysIT}. */
public final class KeysProfile implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "bridge.auth.mode", "keys",
                "bridge.auth.keys.old.sha256", KeysIT.sha256(KeysIT.OLD),
                "bridge.auth.keys.old.roles", "operator",
                "bridge.auth.keys.new.sha256", KeysIT.sha256(KeysIT.NEW),
                "bridge.auth.keys.new.roles", "operator,viewer",
                "bridge.auth.keys.watcher.sha256", KeysIT.sha256(KeysIT.WATCHER),
                "bridge.auth.keys.watcher.roles", "viewer");
    }
}
