package io.bhiv.insight.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.insight.evaluate.SetAside;
import org.junit.jupiter.api.Test;

/** Where figures lead. */
class LinksTest {

    @Test
    void aFigureOfNothingLeadsNowhere() {
        assertThat(Links.parked("biometric-bridge-service", "oura", 0).getValue())
                .doesNotContain("<a");
    }

    @Test
    void parkedDeliveriesLeadToTheirProvidersRecovery() {
        assertThat(Links.parked("biometric-bridge-service", "oura", 12).getValue())
                .startsWith("<a href=\"/insight/recovery?target=parked-deliveries&amp;provider=oura\">")
                .contains(">12<");
    }

    @Test
    void aReasonIsFilledInWhereItCanBeAFilter() {
        assertThat(Links.setAside(new SetAside("biometric-bridge-service", "oura", false, "NOT_JSON", 3))
                        .getValue())
                .contains("\"/insight/recovery?target=parked-deliveries&amp;provider=oura&amp;reason=NOT_JSON\"");
        assertThat(Links.setAside(new SetAside("bucket-service", "prana", true, "lease_ran_out", 3))
                        .getValue())
                .as("the class of a reason is no filter")
                .contains("\"/insight/recovery?target=dead-packets\"");
        assertThat(Links.setAside(new SetAside("core-bridge-service", "core-updates", false, "EXPIRED", 3))
                        .getValue())
                .contains("\"/insight/recovery?target=parked-updates\"");
        assertThat(Links.setAside(new SetAside("biometric-bridge-service", "deliveries\"><script>", false, "A&B", 3))
                        .getValue())
                .contains("\"/insight/recovery?target=parked-deliveries\"");
    }

    @Test
    void failedDeliveriesLeadToTheirDestinationsRecovery() {
        assertThat(Links.setAside(new SetAside("core-bridge-service", "core-deliveries", true, "failed_for_good", 1))
                        .getValue())
                .contains("\"/insight/recovery?target=failed-sends\"");
        assertThat(Links.dead("core-bridge-service", "bucket-deliveries", 1).getValue())
                .contains("\"/insight/recovery?target=failed-saves\"");
    }

    @Test
    void recordsThatCouldNotBeTakenLeadToTheRecoveryOfTheirService() {
        assertThat(Links.setAside(new SetAside(
                                "biometric-bridge-service", "terra-biometric-events", false, "cannot_be_taken", 1))
                        .getValue())
                .contains("\"/insight/recovery?target=records-of-biometric\"");
        assertThat(Links.parked("core-bridge-service", "core-sync-results", 1).getValue())
                .contains("\"#events\"");
    }

    @Test
    void aDifferenceLeadsToItsMinutesAndFromThereToTheRows() {
        assertThat(Links.account("bucket-service", "a\"&b").getValue())
                .isEqualTo("/insight/account?service=bucket-service&amp;intake=a%22%26b");
        assertThat(Links.list("core-bridge-service", "core-updates", false).getValue())
                .isEqualTo("/insight/recovery?target=parked-updates");
        assertThat(Links.list("biometric-bridge-service", "terra", true).getValue())
                .isEqualTo("/insight#events");
    }

    @Test
    void runsLeadToTheirJobsAndWhatCannotBeSentAgainToTheEvents() {
        assertThat(Links.dead("automation-service", "automation-runs", 1).getValue())
                .contains("\"/insight/jobs\"");
        assertThat(Links.intake("automation-service", "automation-runs", 1).getValue())
                .as("runs are no intake of the page")
                .contains("\"/insight/jobs\"");
        assertThat(Links.dead("biometric-bridge-service", "terra", 1).getValue())
                .contains("\"#events\"");
    }

    @Test
    void whatWaitsLeadsToItsQueueAndWhatWasRefusedToItsIntake() {
        assertThat(Links.queue("bucket-service", "prana", 1).getValue()).contains("\"#queue-bucket-service-prana\"");
        assertThat(Links.intake("bucket-service", "prana", 1).getValue()).contains("\"#intake-bucket-service-prana\"");
    }
}
