package io.bhiv.insight.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import io.quarkus.oidc.OidcTenantConfig;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LoginTenantTest {

    private static final String KEY = "a-visibly-fake-key-of-sessions-01";

    @Test
    @FixedFault(
            area = Area.TRUTH,
            fault =
                    "behind two replicas a log-in of a public client was refused when the browser came back to the other one",
            now = "both read the state of a log-in with a secret that they derive from their common session key")
    void twoReplicasOfOneSessionKeyReadTheStateOfEachOthersLogins() {
        String one = tenant(KEY).authentication().stateSecret().orElseThrow();
        String other = tenant(KEY).authentication().stateSecret().orElseThrow();

        assertThat(other).isEqualTo(one).hasSizeGreaterThanOrEqualTo(32).doesNotContain(KEY);
        assertThat(tenant(KEY + "2").authentication().stateSecret()).isPresent().isNotEqualTo(one);
    }

    private static OidcTenantConfig tenant(String key) {
        LoginConfig config = LoginConfigs.of(Map.of(
                "bridge.insight.login.provider", "https://login.example.org", "bridge.insight.login.session-key", key));
        return LoginTenant.tenant(config.provider().orElseThrow(), config);
    }
}
