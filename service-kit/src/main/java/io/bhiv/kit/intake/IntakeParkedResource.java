package io.bhiv.kit.intake;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.bhiv.kit.audit.Audited;
import io.bhiv.kit.auth.Roles;
import io.bhiv.kit.problem.Problem;
import io.bhiv.kit.problem.ProblemException;
import io.bhiv.kit.problem.ProblemType;
import io.bhiv.kit.store.StoreFailure;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;

/** Records of Kafka that this service could not take: list them, look at one, take it again, or give it up. */
@Path("/api/v1/intake/parked")
public class IntakeParkedResource {

    private static final int MOST = 1_000;
    private static final long RETRY_SECONDS = 5;
    private static final String NOT_PARKED = "No record is parked there";

    private final ParkedQueries parked;
    private final ParkedReplay replay;

    IntakeParkedResource(ParkedQueries parked, ParkedReplay replay) {
        this.parked = parked;
        this.replay = replay;
    }

    /** What became of a record: {@code taken}, {@code refused} or {@code discarded}. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Answer(String outcome, @Nullable String reason) {}

    /** Oldest first, in pages counted from 0; one that was tried again stands behind those that had been parked by then. */
    @GET
    @RolesAllowed({Roles.VIEWER, Roles.OPERATOR})
    public Uni<List<ParkedView>> list(
            @QueryParam("topic") @Nullable String topic,
            @QueryParam("page") @DefaultValue("0") int page,
            @QueryParam("limit") @DefaultValue("100") int limit) {
        if (page < 0 || limit < 1 || limit > MOST) {
            throw Problem.at("", "page is 0 or more, limit is 1 to " + MOST).asException();
        }
        return parked.list(topic, page, limit);
    }

    /** With its first bytes, which may be somebody's measurements: who looked leaves a trail. */
    @GET
    @Path("/{topic}/{partition}/{offset}")
    @Audited
    @RolesAllowed(Roles.OPERATOR)
    public Uni<ParkedView> one(String topic, int partition, long offset) {
        return parked.one(topic, partition, offset).map(found -> found.orElseThrow(() -> notFound(NOT_PARKED)));
    }

    /**
     * Reads it from Kafka again and takes it; it is parked no longer where that succeeds. Whatever else comes of it, it stands behind all
     * others from here on: those who try the oldest ones would never get past some that cannot be taken.
     */
    @POST
    @Path("/{topic}/{partition}/{offset}/replay")
    @Audited
    @RolesAllowed(Roles.OPERATOR)
    public Uni<Answer> replay(String topic, int partition, long offset) {
        return parked.tried(topic, partition, offset)
                .invoke(found -> {
                    if (!found) {
                        throw notFound(NOT_PARKED);
                    }
                })
                .chain(() -> replay.replay(topic, partition, offset))
                .chain(outcome -> switch (outcome) {
                    case ParkedReplay.Outcome.Taken taken ->
                        parked.remove(topic, partition, offset).replaceWith(new Answer("taken", null));
                    case ParkedReplay.Outcome.RefusedAgain(String reason) ->
                        Uni.createFrom().item(new Answer("refused", reason));
                    case ParkedReplay.Outcome.Gone gone ->
                        Uni.createFrom().failure(notFound("Kafka no longer has this record"));
                    case ParkedReplay.Outcome.Unread unread ->
                        Uni.createFrom()
                                .failure(
                                        notFound("Nothing here reads this topic now; Kafka may still have the record"));
                })
                .onFailure(failure -> failure instanceof RetriableException || StoreFailure.isTransient(failure))
                .transform(away -> Problem.retryLater(
                                ProblemType.STORE_UNAVAILABLE, "Kafka or the store does not answer", RETRY_SECONDS)
                        .asException());
    }

    /** Gives it up; Kafka keeps it for as long as its topic does. */
    @DELETE
    @Path("/{topic}/{partition}/{offset}")
    @Audited
    @RolesAllowed(Roles.OPERATOR)
    public Uni<Answer> discard(String topic, int partition, long offset) {
        return parked.remove(topic, partition, offset).map(removed -> {
            if (!removed) {
                throw notFound(NOT_PARKED);
            }
            return new Answer("discarded", null);
        });
    }

    private static ProblemException notFound(String detail) {
        return Problem.of(ProblemType.NOT_FOUND, detail).asException();
    }
}
