package io.bhiv.kit.app;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/**
 * Two keys at once for the operator, one for a viewer, one with a rate, one for web pages, and a route without a key. The
 * hashes are of the visible fakes in {@link KeysIT}.
 */
public final class KeysProfile implements QuarkusTestProfile {

    /** Where {@link AuditIT} makes the audit table; the kit itself runs no migrations. */
    static final String SCHEMA = "kit_audit";

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.ofEntries(
                Map.entry("bridge.auth.mode", "keys"),
                Map.entry("quarkus.flyway.default-schema", SCHEMA),
                Map.entry("bridge.auth.keys.old.sha256", KeysIT.sha256(KeysIT.OLD)),
                Map.entry("bridge.auth.keys.old.roles", "operator"),
                Map.entry("bridge.auth.keys.new.sha256", KeysIT.sha256(KeysIT.NEW)),
                Map.entry("bridge.auth.keys.new.roles", "operator,viewer"),
                Map.entry("bridge.auth.keys.watcher.sha256", KeysIT.sha256(KeysIT.WATCHER)),
                Map.entry("bridge.auth.keys.watcher.roles", "viewer"),
                Map.entry("bridge.auth.keys.slow.sha256", KeysIT.sha256(KeysIT.SLOW)),
                Map.entry("bridge.auth.keys.slow.roles", "viewer"),
                Map.entry("bridge.auth.keys.slow.rate", "1"),
                Map.entry("bridge.auth.keys.page.sha256", KeysIT.sha256(KeysIT.PUBLISHED)),
                Map.entry("bridge.auth.keys.page.roles", "ingest"),
                Map.entry("bridge.auth.keys.page.publishable", "true"),
                Map.entry("bridge.auth.keys.page.origins", KeysIT.ORIGIN),
                Map.entry("bridge.auth.address-rate", "2"),
                Map.entry("bridge.auth.trusted-proxies", "127.0.0.0/8,::1"),
                Map.entry("bridge.auth.anonymous", "GET /sample/open/*,GET /sample/operator"));
    }
}
