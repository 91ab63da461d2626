package io.bhiv.biometric.known;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.biometric.normalise.KnownState.EmittedResource;
import io.bhiv.biometric.normalise.KnownState.ResourceKey;
import io.bhiv.biometric.normalise.Link;
import io.bhiv.biometric.normalise.Normalised;
import io.bhiv.biometric.normalise.Outcome;
import io.bhiv.biometric.provider.ProviderUser;
import io.bhiv.model.biometric.ConnectionState;
import io.bhiv.model.biometric.Provider;
import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.PreparedQuery;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowIterator;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What is settled while the database answers. */
class KnownTest {

    private static final ResourceKey NIGHT = new ResourceKey("con_1", "sleep", "night-1");
    private static final ProviderUser USER = new ProviderUser(Provider.TERRA, "user-1");

    /** What the database answers, once it does; its snapshot is that of the beginning. */
    private final CompletableFuture<RowSet<Row>> answer = new CompletableFuture<>();

    private final Known known = new Known(new AnswersLater());

    @Test
    @FixedFault(
            area = Area.RETENTION,
            fault = "A version settled while the database answered was known to nobody: facts of it were not retracted",
            now = "What is unsettled is looked at before the database is asked")
    void aVersionSettledWhileTheDatabaseAnswersIsKnown() {
        Normalised second = published(version(2));
        known.handedOver(second);

        var found = known.resources(Set.of(NIGHT)).subscribeAsCompletionStage();
        known.forget(second);
        answer.complete(rows());

        assertThat(found.join()).containsExactly(Map.entry(NIGHT, version(2)));
    }

    @Test
    void aLinkSettledWhileTheDatabaseAnswersIsKnown() {
        Link revoked = new Link(USER, "con_1", "sub_1", null, null, ConnectionState.REVOKED, 2);
        Normalised deauthentication =
                new Normalised(List.of(), List.of(revoked), Map.of(), new Outcome.Published(0, 0));
        known.handedOver(deauthentication);

        var found = known.links(Set.of(USER)).subscribeAsCompletionStage();
        known.forget(deauthentication);
        answer.complete(rows());

        assertThat(found.join().links()).containsExactly(Map.entry(USER, revoked));
    }

    @Test
    @FixedFault(
            area = Area.CONSUMERS,
            fault = "One link in a state that only a newer replica knew failed the batch in which an older one read it",
            now = "What concerns its person is left to the newer replicas, the rest of the batch goes on")
    void aLinkInAStateOfANewerVersionKeepsNoOtherFromBeingRead() {
        ProviderUser other = new ProviderUser(Provider.TERRA, "user-2");

        var found = known.links(Set.of(USER, other)).subscribeAsCompletionStage();
        answer.complete(rows(new StoredLink(USER.userId(), "NEWER"), new StoredLink(other.userId(), "ACTIVE")));

        assertThat(found.join().ofNewer()).containsExactly(USER);
        assertThat(found.join().links()).containsOnlyKeys(other);
    }

    @Test
    void aNewerVersionThatAnotherReplicaSettledHolds() {
        known.handedOver(published(version(2)));

        var found = known.resources(Set.of(NIGHT)).subscribeAsCompletionStage();
        answer.complete(rows(new StoredVersion(3)));

        assertThat(found.join()).containsExactly(Map.entry(NIGHT, version(3)));
    }

    private static EmittedResource version(long revision) {
        return new EmittedResource(revision, Set.of("fact-" + revision));
    }

    private static Normalised published(EmittedResource version) {
        return new Normalised(List.of(), List.of(), Map.of(NIGHT, version), new Outcome.Published(0, 0));
    }

    private final class AnswersLater extends Pool {

        AnswersLater() {
            super((io.vertx.sqlclient.Pool) null);
        }

        @Override
        public PreparedQuery<RowSet<Row>> preparedQuery(String sql) {
            return new PreparedQuery<>((io.vertx.sqlclient.PreparedQuery<?>) null) {
                @Override
                public Uni<RowSet<Row>> execute(Tuple tuple) {
                    return Uni.createFrom().completionStage(answer);
                }
            };
        }
    }

    private static RowSet<Row> rows(Row... rows) {
        Iterator<Row> each = List.of(rows).iterator();
        return new RowSet<>((io.vertx.sqlclient.RowSet<?>) null) {
            @Override
            public RowIterator<Row> iterator() {
                return new RowIterator<>((io.vertx.sqlclient.RowIterator<?>) null) {
                    @Override
                    public boolean hasNext() {
                        return each.hasNext();
                    }

                    @Override
                    public Row next() {
                        return each.next();
                    }
                };
            }
        };
    }

    private static final class StoredLink extends Row {

        private final String user;
        private final String state;

        StoredLink(String user, String state) {
            super((io.vertx.sqlclient.Row) null);
            this.user = user;
            this.state = state;
        }

        @Override
        public String getString(String column) {
            return switch (column) {
                case "provider" -> Provider.TERRA.wireName();
                case "provider_user_id" -> user;
                case "state" -> state;
                default -> column;
            };
        }

        @Override
        public Long getLong(String column) {
            return 1L;
        }
    }

    private static final class StoredVersion extends Row {

        private final EmittedResource version;

        StoredVersion(long revision) {
            super((io.vertx.sqlclient.Row) null);
            this.version = version(revision);
        }

        @Override
        public String getString(String column) {
            return switch (column) {
                case "connection_id" -> NIGHT.connectionId();
                case "resource_type" -> NIGHT.resourceType();
                default -> NIGHT.resourceId();
            };
        }

        @Override
        public Long getLong(String column) {
            return version.revision();
        }

        @Override
        public String[] getArrayOfStrings(String column) {
            return version.facts().toArray(String[]::new);
        }
    }
}
