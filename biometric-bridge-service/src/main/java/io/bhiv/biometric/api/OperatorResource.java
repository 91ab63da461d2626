package io.bhiv.biometric.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.bhiv.biometric.fetch.FetchState;
import io.bhiv.biometric.fetch.FetchWatch;
import io.bhiv.biometric.parked.DiscardAnswer;
import io.bhiv.biometric.parked.DiscardRequest;
import io.bhiv.biometric.parked.ParkReason;
import io.bhiv.biometric.parked.ParkedDeliveries;
import io.bhiv.biometric.parked.ParkedDelivery;
import io.bhiv.biometric.parked.ParkedDiscards;
import io.bhiv.biometric.person.SuppressedFiring;
import io.bhiv.biometric.person.SuppressedFirings;
import io.bhiv.biometric.replay.ReplayAnswer;
import io.bhiv.biometric.replay.ReplayRequest;
import io.bhiv.biometric.replay.Replays;
import io.bhiv.biometric.replay.Reprocessing;
import io.bhiv.biometric.status.BacklogState;
import io.bhiv.biometric.status.DeliveryState;
import io.bhiv.biometric.status.IntakeCounts;
import io.bhiv.biometric.status.StatusQueries;
import io.bhiv.kit.audit.Audited;
import io.bhiv.kit.auth.Roles;
import io.bhiv.kit.json.JsonText;
import io.bhiv.kit.problem.Problem;
import io.bhiv.kit.problem.ProblemType;
import io.bhiv.kit.store.StorableTime;
import io.bhiv.model.biometric.Provider;
import io.bhiv.model.trigger.HealthTrigger;
import io.bhiv.trigger.episode.Suppression;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Deliveries, the backlog and replays, for people. */
@Path("/api/v1/biometric")
public class OperatorResource {

    private static final int LARGEST_PAGE = 1_000;

    private final StatusQueries status;
    private final FetchWatch fetch;
    private final ParkedDeliveries parked;
    private final ParkedDiscards discards;
    private final Replays replays;
    private final Reprocessing rereading;
    private final IntakeCounts counts;
    private final SuppressedFirings suppressed;

    OperatorResource(
            StatusQueries status,
            FetchWatch fetch,
            ParkedDeliveries parked,
            ParkedDiscards discards,
            Replays replays,
            Reprocessing rereading,
            IntakeCounts counts,
            SuppressedFirings suppressed) {
        this.status = status;
        this.fetch = fetch;
        this.parked = parked;
        this.discards = discards;
        this.replays = replays;
        this.rereading = rereading;
        this.counts = counts;
        this.suppressed = suppressed;
    }

    @GET
    @Path("/deliveries/{eventId}")
    @RolesAllowed({Roles.VIEWER, Roles.OPERATOR})
    public Uni<DeliveryState> delivery(UUID eventId) {
        return known(eventId).chain(rereading::withMade);
    }

    /**
     * What the events of a delivery fired, with the explanations. Those are about health: who read them is recorded. Empty where a
     * person's nights say what is fired.
     */
    @GET
    @Path("/deliveries/{eventId}/triggers")
    @Audited
    @RolesAllowed(Roles.OPERATOR)
    public Uni<List<Explained>> explained(UUID eventId) {
        return known(eventId)
                .chain(rereading::fired)
                .map(fired -> fired.stream().map(Explained::of).toList());
    }

    /** A trigger and why it fired. */
    public record Explained(
            @JsonProperty("trigger_id") UUID triggerId, String rule, String severity, String explanation) {

        static Explained of(HealthTrigger trigger) {
            return new Explained(
                    trigger.triggerId(), trigger.rule(), trigger.severity().name(), trigger.explanation());
        }

        /** Without the explanation, which holds values. */
        @Override
        public String toString() {
            return "Explained[" + triggerId + ']';
        }
    }

    private Uni<DeliveryState> known(UUID eventId) {
        return status.delivery(eventId)
                .map(found -> found.orElseThrow(() -> Problem.of(ProblemType.NOT_FOUND, "No delivery has this id")
                        .asException()));
    }

    @GET
    @Path("/backlog")
    @RolesAllowed({Roles.VIEWER, Roles.OPERATOR})
    public Uni<BacklogState> backlog() {
        return status.backlog();
    }

    /** How reading from the providers' APIs stands: what waits, how many calls are left, what has gone silent. */
    @GET
    @Path("/fetch")
    @RolesAllowed({Roles.VIEWER, Roles.OPERATOR})
    public Uni<FetchState> fetch() {
        return fetch.state();
    }

    /** Parked deliveries, oldest first, in pages counted from 0. */
    @GET
    @Path("/parked")
    @RolesAllowed({Roles.VIEWER, Roles.OPERATOR})
    public Uni<List<ParkedDelivery>> parked(
            @QueryParam("reason") @Nullable String reason,
            @QueryParam("provider") @Nullable String provider,
            @QueryParam("page") @DefaultValue("0") int page,
            @QueryParam("limit") @DefaultValue("100") int limit) {
        refuseOutside(page, limit);
        return parked.list(new ParkedDeliveries.Filter(
                read("reason", reason, ParkReason::valueOf),
                read("provider", provider, Provider::ofWireName),
                page,
                limit));
    }

    /**
     * What fired for people's nights and notified nobody, the newest first, in pages counted from 0. Its explanations are about health:
     * who read them is recorded.
     */
    @GET
    @Path("/triggers/suppressed")
    @Audited
    @RolesAllowed(Roles.OPERATOR)
    public Uni<List<SuppressedFiring>> suppressed(
            @QueryParam("subject") @Nullable String subject,
            @QueryParam("reason") @Nullable String reason,
            @QueryParam("page") @DefaultValue("0") int page,
            @QueryParam("limit") @DefaultValue("100") int limit) {
        refuseOutside(page, limit);
        if (subject != null && !JsonText.isStorable(subject)) {
            throw Problem.at("", "subject cannot be the id of a person").asException();
        }
        return suppressed.list(
                new SuppressedFirings.Filter(subject, read("reason", reason, Suppression::ofWireName), page, limit));
    }

    private static void refuseOutside(int page, int limit) {
        if (page < 0 || limit < 1 || limit > LARGEST_PAGE) {
            throw Problem.at("", "page is 0 or more, limit is 1 to " + LARGEST_PAGE)
                    .asException();
        }
    }

    private static <T> @Nullable T read(String name, @Nullable String text, Function<String, T> reader) {
        if (text == null) {
            return null;
        }
        try {
            return reader.apply(text);
        } catch (IllegalArgumentException unknown) {
            throw Problem.at("", name + " has a value that is not known").asException();
        }
    }

    /** Gives a parked delivery up. A replay still finds it while its day is kept. */
    @DELETE
    @Path("/parked/{eventId}")
    @Audited
    @RolesAllowed(Roles.OPERATOR)
    public Uni<ParkedDelivery> discard(UUID eventId) {
        return parked.discard(eventId)
                .map(found ->
                        found.orElseThrow(() -> Problem.of(ProblemType.NOT_FOUND, "No parked delivery has this id")
                                .asException()))
                .invoke(discarded -> countDiscarded(discarded.provider(), 1));
    }

    /**
     * Gives up all that is parked for one reason. Without {@code dryRun=false} it is a preview, whose {@code parked_until} in the request
     * leaves out what was parked since. A replay still finds them.
     */
    @POST
    @Path("/parked/discards")
    @Audited
    @RolesAllowed(Roles.OPERATOR)
    public Uni<DiscardAnswer> discardAll(
            @Nullable DiscardRequest request, @QueryParam("dryRun") @DefaultValue("true") boolean dryRun) {
        ParkReason reason = request == null ? null : request.reason();
        if (request == null || reason == null) {
            throw Problem.at(
                            "/reason",
                            "Give the reason for which they are parked; provider, from, to and parked_until if wanted")
                    .asException();
        }
        Instant until = request.parkedUntil();
        if (until != null && !StorableTime.isStorable(until)) {
            throw Problem.at("/parked_until", "A time in UTC: 2026-03-01T02:00:00Z")
                    .asException();
        }
        Uni<DiscardAnswer> preview = discards.preview(reason, request);
        return dryRun
                ? preview
                : preview.chain(previewed -> discards.discard(reason, request, previewed)
                        .map(byProvider -> {
                            byProvider.forEach(this::countDiscarded);
                            long count = byProvider.values().stream()
                                    .mapToLong(Long::longValue)
                                    .sum();
                            Log.infof("Parked deliveries given up by an operator [reason=%s count=%d]", reason, count);
                            return new DiscardAnswer(false, count, previewed.sample(), previewed.parkedUntil());
                        }));
    }

    private void countDiscarded(String provider, long discarded) {
        if (!provider.isEmpty()) {
            var counters = counts.of(provider);
            counters.released(discarded);
            counters.dead(discarded);
        }
    }

    /** Sends deliveries through the second half again, under their own ids. Without {@code dryRun=false} it is a preview. */
    @POST
    @Path("/replays")
    @Audited
    @RolesAllowed(Roles.OPERATOR)
    public Uni<ReplayAnswer> replay(
            @Nullable ReplayRequest request, @QueryParam("dryRun") @DefaultValue("true") boolean dryRun) {
        if (request == null || !(request.isOneDelivery() || request.isSpan())) {
            throw Problem.at("", "Give event_id alone, or from before to, with provider if wanted")
                    .asException();
        }
        Uni<ReplayAnswer> preview = replays.preview(request);
        return dryRun
                ? preview
                : preview.chain(previewed -> replays.replay(request).map(count -> {
                    Log.infof("Replay started by an operator [count=%d]", count);
                    return new ReplayAnswer(false, count, previewed.sample());
                }));
    }
}
