package io.bhiv.simulator.control;

import io.bhiv.simulator.oauth.OAuthClient;
import io.bhiv.simulator.quota.Window;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * How a simulator is run.
 *
 * @param clock by which tokens expire, quotas start over and retries are due
 * @param log one line, without secrets and without measurements
 * @param quota of the application; the provider's own where empty
 */
public record Setup(OAuthClient client, Clock clock, Consumer<String> log, List<Window> quota) {

    public Setup {
        quota = List.copyOf(quota);
    }

    /** For tests: an application that may redirect anywhere, and no log. */
    public static Setup of(String clientId, String clientSecret, Clock clock) {
        return new Setup(new OAuthClient(clientId, clientSecret, Set.of()), clock, line -> {}, List.of());
    }

    public Setup withQuota(Window... windows) {
        return new Setup(client, clock, log, List.of(windows));
    }
}
