package io.bhiv.insight.api;

import io.bhiv.insight.InsightFlow;
import io.bhiv.insight.page.Broadcaster;
import io.bhiv.insight.page.ChartData;
import io.bhiv.insight.picture.CountKey;
import io.bhiv.insight.picture.LivePicture;
import io.bhiv.insight.picture.TimingKey;
import io.bhiv.insight.store.InsightStore;
import io.bhiv.kit.auth.Roles;
import io.bhiv.kit.body.LargeAnswers;
import io.bhiv.kit.problem.Problem;
import io.bhiv.kit.problem.ProblemType;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jboss.resteasy.reactive.RestQuery;

/** The page's figures as JSON. */
@Path("/api/v1/insight")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Roles.VIEWER, Roles.OPERATOR})
public class SummaryResource {

    private static final int HOUR = 60;
    private static final int DAY = 24 * HOUR;
    private static final int DAY_SPAN = 10;
    private static final int WEEK_STEP = 3600;
    private static final int WEEK_SPANS = 7 * 24;

    private final InsightFlow flow;
    private final LivePicture picture;
    private final InsightStore store;
    private final LargeAnswers answers;
    private final Broadcaster broadcaster;
    private final Clock clock;

    SummaryResource(
            InsightFlow flow,
            LivePicture picture,
            InsightStore store,
            LargeAnswers answers,
            Broadcaster broadcaster,
            Clock clock) {
        this.flow = flow;
        this.picture = picture;
        this.store = store;
        this.answers = answers;
        this.broadcaster = broadcaster;
        this.clock = clock;
    }

    /** Everything the page shows, as of the last second. */
    @GET
    @Path("summary")
    public Uni<Summary> summary(@Context RoutingContext exchange) {
        // The sections show the same figures: it is about as large as they are.
        return answers.making(exchange, this::current, _ -> broadcaster.all().characters());
    }

    private Summary current() {
        InsightFlow.Judged now = flow.judged();
        return Summary.of(now.picture(), now.verdict());
    }

    /** Rates and latencies of one intake, or of one module as {@code core-updates/NAME}, over {@code 1h}, {@code 24h} or {@code 7d}. */
    @GET
    @Path("chart")
    public Uni<ChartData> chart(
            @RestQuery @DefaultValue("") String service,
            @RestQuery @DefaultValue("") String intake,
            @RestQuery @DefaultValue("1h") String range) {
        return switch (range) {
            case "1h" -> live(service, intake, HOUR, 1);
            case "24h" -> live(service, intake, DAY - DAY_SPAN, DAY_SPAN);
            case "7d" -> week(service, intake);
            default ->
                throw Problem.of(ProblemType.MALFORMED, "range is one of 1h, 24h, 7d")
                        .asException();
        };
    }

    private Uni<ChartData> live(String service, String intake, int minutes, int span) {
        return Uni.createFrom().item(() -> ChartData.live(picture, service, intake, clock.instant(), minutes, span));
    }

    private Uni<ChartData> week(String service, String intake) {
        Instant now = clock.instant();
        long hours = Math.floorDiv(now.getEpochSecond(), (long) WEEK_STEP) + 1;
        Instant from =
                Instant.ofEpochSecond(hours * WEEK_STEP).minus(Duration.ofSeconds((long) WEEK_STEP * WEEK_SPANS));
        TimingKey timed = ChartData.timing(service, intake);
        return Uni.combine()
                .all()
                .unis(
                        store.counts(service, CountKey.reports(service).intake(), from, WEEK_STEP),
                        store.counts(service, intake, from, WEEK_STEP),
                        store.timings(timed, from, WEEK_STEP))
                .with((reports, counts, timings) ->
                        ChartData.stored(timed, reports, counts, timings, from, WEEK_SPANS, WEEK_STEP, now));
    }
}
