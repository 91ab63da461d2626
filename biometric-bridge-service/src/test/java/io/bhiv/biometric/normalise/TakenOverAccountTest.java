package io.bhiv.biometric.normalise;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.biometric.identity.About;
import io.bhiv.biometric.identity.Content;
import io.bhiv.biometric.identity.Delivery;
import io.bhiv.biometric.normalise.KnownState.Connections;
import io.bhiv.biometric.normalise.Outcome.DropRule;
import io.bhiv.biometric.provider.ConnectionChange;
import io.bhiv.biometric.provider.ProviderUser;
import io.bhiv.model.biometric.Channel;
import io.bhiv.model.biometric.ConnectionState;
import io.bhiv.model.biometric.Provider;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** An account that is connected for another person than before: nothing of one becomes the other's. */
class TakenOverAccountTest {

    private static final ProviderUser USER = new ProviderUser(Provider.OURA, "9f3a1d0c-5b7e-4e0a-8b57-0c2d4e6f8a90");
    private static final String HASH = "00bd979893aee8b114bae0472830cdacdbd15dfb6ad25e9f6ab568f3e741a0d0";

    private final KnownState state = Given.nothingKnown();

    @Test
    void theAccountIsTheNewPersonsAlone() {
        send("former", ConnectionState.ACTIVE, 1);
        Link former = link();
        send("former", ConnectionState.REVOKED, 2);

        Normalised taken = send("new", ConnectionState.ACTIVE, 3);

        assertThat(link().referenceId()).isEqualTo("new");
        assertThat(link().subjectId()).isNotEqualTo(former.subjectId());
        assertThat(link().state()).isEqualTo(ConnectionState.ACTIVE);
        assertThat(taken.events())
                .singleElement()
                .satisfies(event -> assertThat(event.subject().subjectId()).isEqualTo(link().subjectId()));
    }

    @Test
    void whatConcernedTheFormerPersonChangesNothingAnyMore() {
        send("former", ConnectionState.ACTIVE, 1);
        send("former", ConnectionState.REVOKED, 2);
        send("new", ConnectionState.ACTIVE, 3);
        Link taken = link();

        assertThat(send("former", ConnectionState.ACTIVE, 1).outcome())
                .isEqualTo(new Outcome.Dropped(DropRule.SUPERSEDED));
        assertThat(send("former", ConnectionState.REVOKED, 2).outcome())
                .isEqualTo(new Outcome.Dropped(DropRule.SUPERSEDED));
        assertThat(link()).isEqualTo(taken);
    }

    @Test
    void whoComesBackIsTheSamePerson() {
        send("former", ConnectionState.ACTIVE, 1);
        String subject = link().subjectId();
        send("former", ConnectionState.REVOKED, 2);

        send("former", ConnectionState.ACTIVE, 3);

        assertThat(link().subjectId()).isEqualTo(subject);
    }

    @Test
    void whatBeganBeforeIsNotTheNewPersons() {
        Delivery night = night();
        Instant began = Given.present(Given.normalise(Given.LINKING, night, Given.nothingKnown())
                        .events()
                        .getFirst())
                .effective()
                .start();

        assertThat(Given.normalise(Given.LINKING, night, takenOver(began.plusMillis(1)))
                        .outcome())
                .isEqualTo(new Outcome.Dropped(DropRule.NOT_CONNECTED));
        Normalised theirs = Given.normalise(Given.LINKING, night, takenOver(began));
        assertThat(theirs.events())
                .isNotEmpty()
                .allSatisfy(event -> assertThat(event.subject().subjectId()).isEqualTo("sub_new"));
    }

    private static KnownState takenOver(Instant at) {
        Link link = new Link(USER, "con_1", "sub_new", "new", null, ConnectionState.ACTIVE, 3);
        return new KnownState(Map.of(USER, link), Map.of(), new Connections(Set.of(), Map.of(USER, at)));
    }

    private static Delivery night() {
        byte[] body = Given.sample("oura/rest/sleep.single.json");
        return Given.delivery(UUID.nameUUIDFromBytes(body), Provider.OURA, Channel.POLL, null, Content.of(body, HASH))
                .withAbout(new About(USER.userId(), "sleep", "night", null));
    }

    private Normalised send(String reference, ConnectionState reached, long at) {
        byte[] body = ConnectionChange.of(USER, reference, reached, null, at, List.of(), List.of())
                .body();
        return Given.normalise(
                Given.LINKING,
                Given.delivery(
                        UUID.nameUUIDFromBytes(body), Provider.OURA, Channel.CONNECT, at, Content.of(body, HASH)),
                state);
    }

    private Link link() {
        return Given.present(state.link(USER));
    }
}
