package io.bhiv.biometric.connection;

import io.bhiv.biometric.connection.Applications.Connected;
import io.bhiv.biometric.connection.ConnectionStore.Kept;
import io.bhiv.biometric.provider.TokenAnswer;
import io.bhiv.kit.log.SafeFailure;
import io.bhiv.kit.loop.Housekeeping;
import io.bhiv.kit.loop.LoopSettings;
import io.bhiv.kit.loop.Step;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** Ends the provider's side of connections that ended here, erases their tokens, and seals tokens anew after a change of keys. */
@ApplicationScoped
class TokenHousekeeping {

    private static final int BATCH = 20;
    private static final int RESEAL_BATCH = 1_000;
    private static final int MOST_TRIES = 20;
    private static final LoopSettings REVOKING = new LoopSettings(Duration.ofSeconds(15), Duration.ofMinutes(5));
    private static final LoopSettings RESEALING = new LoopSettings(Duration.ofHours(1), Duration.ofMinutes(1));

    private final ConnectionStore store;
    private final Applications applications;
    private final TokenVault vault;
    private final Clock clock;

    TokenHousekeeping(ConnectionStore store, Applications applications, TokenVault vault, Clock clock) {
        this.store = store;
        this.applications = applications;
        this.vault = vault;
        this.clock = clock;
    }

    void start(@Observes StartupEvent started, Housekeeping housekeeping) {
        housekeeping.start("token-revocation", REVOKING, this::revoke);
        housekeeping.start("token-resealing", RESEALING, this::reseal);
    }

    Uni<Step> revoke() {
        return store.claimRevoked(BATCH)
                .chain(claimed -> each(claimed, this::endIfStillRevoked)
                        .replaceWith(claimed.size() == BATCH ? Step.MORE : Step.IDLE));
    }

    /** Those before it in the batch took their time, and a person may connect again. */
    private Uni<Void> endIfStillRevoked(Kept kept) {
        return store.isStillRevoked(kept)
                .chain(still -> still ? end(kept) : Uni.createFrom().voidItem());
    }

    private Uni<Void> end(Kept kept) {
        Connected at = kept.provider() == null
                ? null
                : applications.at(kept.provider()).orElse(null);
        if (at == null) {
            return store.erase(kept);
        }
        return Uni.createFrom()
                .deferred(() -> revokeAt(at, vault.open(kept.tokens(), kept.connectionId())))
                .onFailure()
                .recoverWithItem(failure -> {
                    Log.infof(
                            "A provider's side of a connection could not be ended yet [connection=%s try=%d cause=%s]",
                            kept.connectionId(), kept.tries(), SafeFailure.describe(failure));
                    return new Revoked.Unconfirmed();
                })
                .chain(revoked -> switch (revoked) {
                    case Revoked.Ended ended -> store.erase(kept);
                    case Revoked.Unconfirmed unconfirmed -> unconfirmed(kept);
                    case Revoked.NotNow(Duration pause) -> store.revokeLater(kept, pause);
                });
    }

    /** What came of a revocation at the provider. */
    private sealed interface Revoked {

        /** The link has ended there. */
        record Ended() implements Revoked {}

        /** Nobody knows. */
        record Unconfirmed() implements Revoked {}

        /** The quota is used up: it was not tried. */
        record NotNow(Duration pause) implements Revoked {}
    }

    private Uni<Void> unconfirmed(Kept kept) {
        if (kept.tries() < MOST_TRIES) {
            return Uni.createFrom().voidItem();
        }
        Log.warnf(
                "The tokens of an ended connection are erased, although the provider did not confirm its end [connection=%s]",
                kept.connectionId());
        return store.erase(kept);
    }

    /** An access token that has expired cannot revoke; the refresh token brings one that can. */
    private Uni<Revoked> revokeAt(Connected at, TokenPair pair) {
        return applications
                .takeApiCall(at)
                .chain(pause -> pause.isZero()
                        ? applications
                                .sendToApi(at, at.account().revoke(at.application(), pair.access()))
                                .chain(answer -> answer.status() == 401
                                        ? refreshAndRevoke(at, pair)
                                        : Uni.createFrom().item(revoked(answer.status())))
                        : Uni.createFrom().item(new Revoked.NotNow(pause)));
    }

    /** Counted before the refresh: a pair that comes of it is used at once or lost. */
    private Uni<Revoked> refreshAndRevoke(Connected at, TokenPair pair) {
        return applications
                .takeApiCall(at)
                .chain(pause ->
                        pause.isZero() ? refreshed(at, pair) : Uni.createFrom().item(new Revoked.NotNow(pause)));
    }

    private Uni<Revoked> refreshed(Connected at, TokenPair pair) {
        return applications
                .send(at, at.application().refresh(pair.refresh(), at.account().refreshScope()))
                .chain(answer -> switch (TokenAnswer.of(answer, clock.instant())) {
                    case TokenAnswer.Granted granted ->
                        applications
                                .sendToApi(at, at.account().revoke(at.application(), granted.access()))
                                .map(revoked -> revoked(revoked.status()));
                    case TokenAnswer.Refused refused -> Uni.createFrom().item(new Revoked.Ended());
                    case TokenAnswer.WrongClient wrong -> Uni.createFrom().item(new Revoked.Unconfirmed());
                    case TokenAnswer.Unavailable unavailable -> Uni.createFrom().item(new Revoked.Unconfirmed());
                    case TokenAnswer.Unreadable unreadable -> Uni.createFrom().item(new Revoked.Unconfirmed());
                });
    }

    private static Revoked revoked(int status) {
        return status / 100 == 2 || status == 404 ? new Revoked.Ended() : new Revoked.Unconfirmed();
    }

    /** Goes on to the next batch only where all of this one could be sealed anew: the same would come again. */
    Uni<Step> reseal() {
        String current = vault.currentKey();
        return current == null
                ? Uni.createFrom().item(Step.IDLE)
                : store.sealedByAnother(current, RESEAL_BATCH).chain(found -> {
                    List<Kept> openable = found.stream().filter(this::opens).toList();
                    boolean more = openable.size() == RESEAL_BATCH;
                    return each(openable, this::reseal).replaceWith(more ? Step.MORE : Step.IDLE);
                });
    }

    /** Tokens whose key is gone stay as they are, and keep no others from being sealed anew; the person has to connect again. */
    private boolean opens(Kept kept) {
        try {
            vault.open(kept.tokens(), kept.connectionId());
            return true;
        } catch (TokenSeal.NotOpened unknown) {
            Log.warnf(
                    "Tokens cannot be opened, so they are not encrypted with the new key [connection=%s cause=%s]",
                    kept.connectionId(), unknown.getMessage());
            return false;
        }
    }

    private Uni<Void> reseal(Kept kept) {
        return store.reseal(kept, vault.seal(vault.open(kept.tokens(), kept.connectionId()), kept.connectionId()));
    }

    private static Uni<Void> each(List<Kept> all, java.util.function.Function<Kept, Uni<Void>> work) {
        return Multi.createFrom()
                .iterable(all)
                .onItem()
                .transformToUniAndConcatenate(work::apply)
                .collect()
                .asList()
                .replaceWithVoid();
    }
}
