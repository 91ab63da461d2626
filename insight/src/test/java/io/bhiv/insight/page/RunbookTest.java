package io.bhiv.insight.page;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunbookTest {

    private final Runbook runbook = new Runbook();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "BridgeKafkaBreakerOpen",
                "BridgeStoreUnavailable",
                "BridgeBreakerOpen",
                "BridgeLoopSilent",
                "BridgeLoopFailing",
                "Redis is away",
                "A service is silent",
                "A service takes no requests",
                "An account does not add up",
                "An account is old"
            })
    void everyCauseHasItsEntry(String heading) {
        assertThat(runbook.has(heading)).isTrue();
    }
}
