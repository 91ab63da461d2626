package io.bhiv.biometric.normalise;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.biometric.normalise.KnownState.ResourceKey;
import io.bhiv.biometric.normalise.Outcome.DropRule;
import io.bhiv.biometric.provider.Reading;
import io.bhiv.model.biometric.BiometricEvent;
import io.bhiv.model.biometric.ConnectionState;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ReauthenticationTest {

    private static final String USER = "4735eac4-31a2-47ef-8b11-51e98d84c680";
    private static final String NEW_USER = "9c8b7a65-4321-4fed-a0b9-87c6d5e4f321";

    private final KnownState state = Given.nothingKnown();
    private final String authOfNew = Given.text("terra/auth.success.json").replace(USER, NEW_USER);

    @Test
    void keepsConnectionAndSubjectWhenItComesFirst() {
        Link before = linkOf(USER, "terra/sleep.json");
        send(Given.text("terra/user_reauth.json"), 1);
        send(authOfNew, 2);
        assertSamePerson(before);
    }

    @Test
    void keepsConnectionAndSubjectWhenTheAuthenticationComesFirst() {
        Link before = linkOf(USER, "terra/sleep.json");
        send(authOfNew, 2);
        send(Given.text("terra/user_reauth.json"), 1);
        assertSamePerson(before);
    }

    @Test
    void aRepetitionChangesNothing() {
        Link before = linkOf(USER, "terra/sleep.json");
        send(Given.text("terra/user_reauth.json"), 1);
        send(Given.text("terra/user_reauth.json"), 1);
        assertSamePerson(before);
    }

    @Test
    void withoutAnOldUserItIsALinkOfItsOwn() {
        Normalised normalised = send(Given.text("terra/user_reauth.no-old-user.json"), 1);
        assertThat(normalised.links())
                .singleElement()
                .satisfies(link -> assertThat(link.user().userId()).isEqualTo(NEW_USER));
        assertThat(Given.present(normalised.events().getFirst().connection()).previousProviderUserId())
                .isNull();
    }

    @Test
    void ofAnUnknownOldUserDerivesTheConnectionFromTheFirstId() {
        Link unknownBefore = Given.normalise(
                        Given.LINKING, Given.terra(Given.text("terra/sleep.json")), Given.nothingKnown())
                .links()
                .getFirst();
        Normalised normalised = send(Given.text("terra/user_reauth.json"), 1);
        assertThat(normalised.links()).allMatch(link -> link.connectionId().equals(unknownBefore.connectionId()));
    }

    @Test
    void endOfTheOldIdDoesNotEndTheConnection() {
        linkOf(USER, "terra/sleep.json");
        send(Given.text("terra/user_reauth.json"), 1);
        Normalised end = send(Given.text("terra/deauth.json"), 3);
        assertThat(end.events()).isEmpty();
        assertThat(end.outcome()).isEqualTo(new Outcome.Dropped(DropRule.REPLACED_USER));
        assertThat(send(Given.text("terra/sleep.json").replace(USER, NEW_USER), 4)
                        .events())
                .isNotEmpty();
    }

    @Test
    void lateDataOfTheOldIdStillBelongsToThePerson() {
        Link before = linkOf(USER, "terra/sleep.json");
        send(Given.text("terra/user_reauth.json"), 1);
        BiometricEvent late = send(Given.text("terra/sleep.json"), 5).events().getFirst();
        assertThat(late.subject().connectionId()).isEqualTo(before.connectionId());
    }

    @Test
    void dataOfTheNewIdInTheSameBatchIsComparedWithTheOldIdsFacts() {
        Link before = Given.link(USER, "con_1", "sub_1");
        List<Reading> batch = Stream.of(
                        Given.text("terra/user_reauth.json"),
                        Given.text("terra/sleep.json").replace(USER, NEW_USER))
                .map(body -> Given.LINKING.read(Given.terra(body)))
                .toList();

        assertThat(Given.LINKING.resources(batch, Map.of(before.user(), before)))
                .extracting(ResourceKey::connectionId)
                .contains("con_1");
    }

    private Link linkOf(String user, String sample) {
        send(Given.text(sample), 0);
        return Given.present(state.link(Given.terraUser(user)));
    }

    private void assertSamePerson(Link before) {
        BiometricEvent event = send(Given.text("terra/sleep.json").replace(USER, NEW_USER), 9)
                .events()
                .getFirst();
        assertThat(event.subject().connectionId()).isEqualTo(before.connectionId());
        assertThat(event.subject().subjectId()).isEqualTo(before.subjectId());
        assertThat(event.subject().providerUserId()).isEqualTo(NEW_USER);
        assertThat(Given.present(state.link(Given.terraUser(NEW_USER))).state()).isEqualTo(ConnectionState.ACTIVE);
    }

    private Normalised send(String body, int later) {
        return Given.normalise(Given.LINKING, Given.terra(body, Given.ORDERING + later), state);
    }
}
