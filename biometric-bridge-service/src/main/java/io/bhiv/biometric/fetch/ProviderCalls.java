package io.bhiv.biometric.fetch;

import io.bhiv.biometric.connection.AccessTokens;
import io.bhiv.biometric.connection.AccessTokens.Access;
import io.bhiv.biometric.connection.Applications;
import io.bhiv.biometric.fetch.CallBudget.Use;
import io.bhiv.biometric.provider.OAuthApplication;
import io.bhiv.kit.body.ByteBudget;
import io.bhiv.kit.call.Breaker;
import io.bhiv.kit.call.BreakerSettings;
import io.bhiv.kit.call.Breakers;
import io.bhiv.kit.call.CallGuard;
import io.bhiv.kit.call.CallNotPermitted;
import io.bhiv.kit.call.HttpCalls;
import io.bhiv.kit.call.HttpCalls.Answer;
import io.bhiv.kit.call.HttpCalls.AnswerTooLarge;
import io.bhiv.kit.call.HttpCalls.Call;
import io.bhiv.kit.call.HttpCalls.NoRoom;
import io.bhiv.kit.log.SafeFailure;
import io.bhiv.model.biometric.Provider;
import io.quarkus.logging.Log;
import io.quarkus.runtime.Startup;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/**
 * Calls of the providers' APIs with a person's token: behind a breaker and a time limit for each provider, with answers that are bounded
 * and redirects that are not followed. A 401 lets the token be refreshed, once.
 */
@Startup
@ApplicationScoped
class ProviderCalls {

    /** How a call ended. */
    sealed interface Reply {

        /** With an answer, of any status. */
        record Received(Answer answer) implements Reply {}

        /** With one that is too large; most of it was not read. */
        record TooLarge() implements Reply {}

        /** With none in time, or with a failure of the provider's. */
        record Failed(String cause) implements Reply {}

        /** It was not made, and may be after this time. */
        record Deferred(Duration pause) implements Reply {}

        /** There was no memory for it, or for its answer, and may be after this time. */
        record NoRoom(Duration pause) implements Reply {}

        /** It was not made: the connection is not ACTIVE any more. */
        record Ended() implements Reply {}
    }

    /** An answer that means that the provider fails. No stack trace: it is an outcome. */
    private static final class ProviderFailed extends RuntimeException {

        private static final long serialVersionUID = 1L;

        ProviderFailed(int status) {
            super("status " + status, null, false, false);
        }
    }

    /** No call is allowed for a while. No stack trace: it is an outcome. */
    private static final class QuotaUsedUp extends RuntimeException {

        private static final long serialVersionUID = 1L;

        QuotaUsedUp(Duration pause) {
            super("no call is allowed for " + pause.toSeconds() + " s", null, false, false);
        }
    }

    /** What most answers have at most. There is memory for so much before a call is made, because each call counts. */
    private static final long EXPECTED = 256 << 10;

    /** Before a call that was not made for want of memory. */
    private static final Duration ROOM_PAUSE = Duration.ofSeconds(10);

    /** Before an answer that was larger than there was memory is asked for again: that call counted. */
    private static final Duration UNREAD_PAUSE = Duration.ofMinutes(2);

    /** Memory for one answer, of what is held for its object or page. */
    private static final class AnswerBudget {

        private final ByteBudget.Room room;
        private long held = EXPECTED;
        private long used;

        private AnswerBudget(ByteBudget.Room room) {
            this.room = room;
        }

        synchronized boolean mayHold(long bytes) {
            long more = used + bytes - held;
            if (more > 0 && !room.tryHold(more)) {
                return false;
            }
            held = Math.max(held, used + bytes);
            used += bytes;
            return true;
        }

        /** Only what came whole is still in memory afterwards. */
        synchronized void ends(Reply reply) {
            room.giveBack(reply instanceof Reply.Received ? held - used : held);
        }
    }

    private final Applications applications;
    private final AccessTokens tokens;
    private final CallBudget budget;
    private final ApplicationQuota quota;
    private final HttpCalls calls;
    private final Map<Provider, CallGuard> guards = new EnumMap<>(Provider.class);

    ProviderCalls(
            Applications applications,
            AccessTokens tokens,
            CallBudget budget,
            ApplicationQuota quota,
            ObjectsConfig config,
            Vertx vertx,
            Breakers breakers) {
        this.applications = applications;
        this.tokens = tokens;
        this.budget = budget;
        this.quota = quota;
        this.calls = new HttpCalls(
                vertx,
                new HttpClientOptions().setMaxPoolSize(config.parallel()).setConnectTimeout((int)
                        config.timeout().toMillis()),
                config.largestAnswer().asLongValue());
        for (Provider provider : applications.providers()) {
            Breaker breaker = breakers.before(
                    BreakerSettings.published(provider.wireName() + "-api").openFor(config.breakerOpenFor()),
                    failure -> !(failure instanceof AnswerTooLarge || failure instanceof NoRoom));
            guards.put(provider, new CallGuard(breaker, config.timeout()));
        }
    }

    /**
     * A GET of a path below the API's address. Fails only where the store does.
     *
     * @param room takes the bytes of the answer
     */
    Uni<Reply> get(Provider provider, String connectionId, String path, Use use, ByteBudget.Room room) {
        return get(provider, connectionId, path, use, room, true);
    }

    private Uni<Reply> get(
            Provider provider, String connectionId, String path, Use use, ByteBudget.Room room, boolean mayRefresh) {
        return tokens.of(connectionId).chain(access -> switch (access) {
            case Access.Ended ended -> Uni.createFrom().item(new Reply.Ended());
            case Access.Later(Duration pause) -> Uni.createFrom().item(new Reply.Deferred(pause));
            case Access.Usable token ->
                sendWithin(provider, path, use, token.token(), room)
                        .chain(reply -> mayRefresh && isUnauthorised(reply)
                                ? tokens.refused(connectionId, token)
                                        .chain(() -> get(provider, connectionId, path, use, room, false))
                                : Uni.createFrom().item(reply));
        });
    }

    /** A call of our application itself; fails where no answer came in time, or the quota is used up. */
    Uni<Answer> ofApplication(Provider provider, Call call) {
        CallGuard guard = guards.get(provider);
        if (guard == null) {
            throw new IllegalStateException("nobody can be connected to " + provider);
        }
        return quota.take(provider)
                .invoke(ProviderCalls::mayCall)
                .chain(() -> guard.call(() -> calls.send(call).map(ProviderCalls::judged)))
                .call(answer -> quota.applyHeaders(provider, answer));
    }

    private static void mayCall(Duration pause) {
        if (!pause.isZero()) {
            throw new QuotaUsedUp(pause);
        }
    }

    private static boolean isUnauthorised(Reply reply) {
        return reply instanceof Reply.Received(var answer) && answer.status() == 401;
    }

    /** Counted before it is made. What the answer states about the quota holds for all replicas. */
    private Uni<Reply> sendWithin(Provider provider, String path, Use use, String token, ByteBudget.Room room) {
        CallGuard guard = guards.get(provider);
        if (guard == null) {
            throw new IllegalStateException("nobody can be connected to " + provider);
        }
        Duration closed = guard.breaker().retryAfter();
        if (!closed.isZero()) {
            return Uni.createFrom().item(new Reply.Deferred(closed));
        }
        if (!room.tryHold(EXPECTED)) {
            return Uni.createFrom().item(new Reply.NoRoom(ROOM_PAUSE));
        }
        AnswerBudget answer = new AnswerBudget(room);
        return budget.take(provider, use)
                .chain(wait -> wait.isZero()
                        ? send(provider, guard, path, token, answer).call(reply -> applyHeaders(provider, reply))
                        : Uni.createFrom().item(new Reply.Deferred(wait)))
                .invoke(answer::ends);
    }

    private Uni<Void> applyHeaders(Provider provider, Reply reply) {
        return reply instanceof Reply.Received(Answer answer)
                ? quota.applyHeaders(provider, answer)
                : Uni.createFrom().voidItem();
    }

    private Uni<Reply> send(Provider provider, CallGuard guard, String path, String token, AnswerBudget room) {
        OAuthApplication application = applications.application(provider).orElseThrow();
        return guard.call(() -> calls.send(application.api("GET", path, token), room::mayHold)
                        .map(ProviderCalls::judged))
                .<Reply>map(Reply.Received::new)
                .onFailure()
                .recoverWithItem(failure -> failed(provider, failure));
    }

    /** A failure of the provider's counts for the breaker. */
    private static Answer judged(Answer answer) {
        if (answer.status() >= 500) {
            throw new ProviderFailed(answer.status());
        }
        return answer;
    }

    private static Reply failed(Provider provider, Throwable failure) {
        return switch (failure) {
            case CallNotPermitted prevented -> new Reply.Deferred(prevented.retryAfter());
            case AnswerTooLarge large -> new Reply.TooLarge();
            case NoRoom noRoom -> new Reply.NoRoom(UNREAD_PAUSE);
            default -> {
                String cause = SafeFailure.describe(failure);
                Log.infof("A call of a provider's API failed [provider=%s cause=%s]", provider.wireName(), cause);
                yield new Reply.Failed(cause);
            }
        };
    }

    @PreDestroy
    void close() {
        calls.close();
    }
}
