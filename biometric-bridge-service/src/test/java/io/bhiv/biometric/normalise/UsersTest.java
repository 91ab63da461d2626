package io.bhiv.biometric.normalise;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.biometric.normalise.Outcome.DropRule;
import io.bhiv.biometric.normalise.Outcome.Parked;
import io.bhiv.biometric.parked.ParkReason;
import io.bhiv.model.biometric.BiometricEvent;
import io.bhiv.model.biometric.ConnectionState;
import org.junit.jupiter.api.Test;

class UsersTest {

    private static final String USER = "4735eac4-31a2-47ef-8b11-51e98d84c680";

    @Test
    void firstDeliveryMakesTheLink() {
        Normalised normalised =
                Given.normalise(Given.LINKING, Given.terra(Given.text("terra/sleep.json")), Given.nothingKnown());
        assertThat(normalised.links()).singleElement().satisfies(link -> {
            assertThat(link.connectionId()).startsWith("con_");
            assertThat(link.subjectId()).startsWith("sub_");
            assertThat(link.state()).isEqualTo(ConnectionState.ACTIVE);
        });
    }

    @Test
    void knownUserIsNotLinkedAgain() {
        Normalised normalised = Given.normalise(
                Given.LINKING,
                Given.terra(Given.text("terra/sleep.json")),
                Given.knowing(Given.link(USER, "con_1", "sub_1")));
        assertThat(normalised.links()).isEmpty();
        assertThat(normalised.events())
                .allMatch(event -> event.subject().connectionId().equals("con_1"));
    }

    @Test
    void linksOfOneReferenceShareTheSubject() {
        BiometricEvent oura = Given.normalise(
                        Given.LINKING, Given.terra(Given.text("terra/sleep.json")), Given.nothingKnown())
                .events()
                .getFirst();
        BiometricEvent whoop = Given.normalise(
                        Given.LINKING, Given.terra(Given.text("terra/daily.json")), Given.nothingKnown())
                .events()
                .getFirst();
        assertThat(whoop.subject().subjectId()).isEqualTo(oura.subject().subjectId());
        assertThat(whoop.subject().connectionId()).isNotEqualTo(oura.subject().connectionId());
    }

    @Test
    void anotherTenantHasOtherIds() {
        Normaliser other = new Normaliser(
                new Given.Settings("other", NormaliseConfig.UnknownUsers.LINK, "0.1.0", 1_200_000, 10_000),
                provider -> false);
        String body = Given.text("terra/sleep.json");
        assertThat(Given.normalise(other, Given.terra(body), Given.nothingKnown())
                        .links()
                        .getFirst()
                        .connectionId())
                .isNotEqualTo(Given.normalise(Given.LINKING, Given.terra(body), Given.nothingKnown())
                        .links()
                        .getFirst()
                        .connectionId());
    }

    @Test
    void unknownUserIsParkedUnderThatPolicy() {
        KnownState state = Given.nothingKnown();
        String sleep = Given.text("terra/sleep.json");
        assertThat(Given.normalise(Given.PARKING, Given.terra(sleep), state).outcome())
                .isEqualTo(
                        new Parked(ParkReason.UNKNOWN_USER, Given.terraUser("4735eac4-31a2-47ef-8b11-51e98d84c680")));
        Given.normalise(Given.PARKING, Given.terra(Given.text("terra/auth.success.json")), state);
        assertThat(Given.normalise(Given.PARKING, Given.terra(sleep), state).events())
                .isNotEmpty();
    }

    @Test
    void dataWithoutAUserIsParked() {
        String nobody = Given.text("terra/sleep.json").replace("\"user\":", "\"not_a_user\":");
        assertThat(Given.normalise(Given.LINKING, Given.terra(nobody), Given.nothingKnown())
                        .outcome())
                .isEqualTo(new Parked(ParkReason.NO_USER, null));
    }

    @Test
    void revokedConnectionTakesNoDataUntilItIsMadeAgain() {
        KnownState state = Given.nothingKnown();
        String sleep = Given.text("terra/sleep.json");
        Given.normalise(Given.LINKING, Given.terra(Given.text("terra/deauth.json"), Given.ORDERING), state);
        assertThat(Given.normalise(Given.LINKING, Given.terra(sleep), state).outcome())
                .isEqualTo(new Parked(
                        ParkReason.REVOKED_CONNECTION, Given.terraUser("4735eac4-31a2-47ef-8b11-51e98d84c680")));
        Given.normalise(Given.LINKING, Given.terra(Given.text("terra/auth.success.json"), Given.ORDERING + 1), state);
        assertThat(Given.normalise(Given.LINKING, Given.terra(sleep), state).events())
                .isNotEmpty();
    }

    @Test
    void olderNewsOfALinkIsSuperseded() {
        KnownState state = Given.nothingKnown();
        Given.normalise(Given.LINKING, Given.terra(Given.text("terra/auth.success.json"), Given.ORDERING), state);
        assertThat(Given.normalise(
                                Given.LINKING, Given.terra(Given.text("terra/deauth.json"), Given.ORDERING - 1), state)
                        .outcome())
                .isEqualTo(new Outcome.Dropped(DropRule.SUPERSEDED));
    }

    @Test
    void authenticationThatFailedMakesNoLink() {
        Normalised failed = Given.normalise(
                Given.LINKING, Given.terra(Given.text("terra/auth.error.legacy.json")), Given.nothingKnown());
        assertThat(failed.links()).isEmpty();
        assertThat(failed.outcome()).isEqualTo(new Outcome.Dropped(DropRule.CONTROL));
    }
}
