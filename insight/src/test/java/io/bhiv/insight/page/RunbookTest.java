package io.bhiv.insight.page;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunbookTest {

    private final Runbook runbook = new Runbook();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "BridgeBacklogOld",
                "BridgeDeliveriesFailed",
                "BridgeDiskFilling",
                "BridgeKafkaBreakerOpen",
                "BridgePacketsDead",
                "BridgePacketsOld",
                "BridgeParkedGrowing",
                "BridgeProviderSilent",
                "BridgeRecordsParked",
                "BridgeTopicsLeftOut",
                "BridgeUpdatesOld",
                "BridgeUpdatesParked",
                "BridgeUpdatesPending",
                "BridgeWebhooksRefused",
                "BridgeStoreUnavailable",
                "BridgeBreakerOpen",
                "BridgeLoopSilent",
                "BridgeLoopFailing",
                "Redis is away",
                "A module is silent",
                "A service is silent",
                "A service takes no requests",
                "An account does not add up",
                "An account is old",
                "An intake is silent",
                "An intake refuses"
            })
    void everyCauseHasItsEntry(String heading) {
        assertThat(runbook.has(heading)).isTrue();
    }

    @Test
    void itIsReadAsAPageAndNotAsItsSource() {
        String html = runbook.toString();

        assertThat(html)
                .contains("<table>", "<th>", "<strong>", "<code>", "<ol>", "<pre tabindex=\"0\"><code")
                .contains("<h3 id=\"bridgekafkabreakeropen\">BridgeKafkaBreakerOpen</h3>")
                .contains("connections/&lt;id&gt;")
                .doesNotContain("<h1", "|---", "**", "```");
    }
}
