package io.bhiv.insight.api;

import io.bhiv.insight.ask.JobRow;
import io.bhiv.insight.ask.JobTimes;
import io.bhiv.insight.ask.Service;
import io.bhiv.insight.ask.Services;
import io.bhiv.insight.page.Answers;
import io.bhiv.insight.store.Actions;
import io.bhiv.kit.audit.Audited;
import io.bhiv.kit.auth.Roles;
import io.bhiv.kit.json.JsonText;
import io.bhiv.kit.problem.Problem;
import io.bhiv.kit.problem.ProblemType;
import io.quarkus.logging.Log;
import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestCookie;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/** The jobs of the automation service: run now, pause, resume. */
@Path("/insight/jobs")
@RolesAllowed({Roles.VIEWER, Roles.OPERATOR})
public class JobsResource {

    private static final Set<String> VERBS = Set.of("run", "pause", "resume");
    private static final int LONGEST = 200;

    private final Services services;
    private final Actions actions;
    private final RecentActions recent;
    private final FormGuard guard;
    private final CurrentIdentityAssociation identity;
    private final Clock clock;

    JobsResource(
            Services services,
            Actions actions,
            RecentActions recent,
            FormGuard guard,
            CurrentIdentityAssociation identity,
            Clock clock) {
        this.services = services;
        this.actions = actions;
        this.recent = recent;
        this.guard = guard;
        this.identity = identity;
        this.clock = clock;
    }

    @GET
    @Operation(hidden = true)
    public Uni<Response> jobs(@RestCookie(FormGuard.COOKIE) @Nullable String cookie, @Context UriInfo called) {
        String token = guard.token(cookie);
        return Uni.combine()
                .all()
                .unis(services.jobs().chain(this::withTimes), recent.recent())
                .asTuple()
                .chain(found -> Answers.jobs(
                                found.getItem1().jobs(),
                                found.getItem1().times(),
                                clock.instant(),
                                found.getItem2(),
                                token)
                        .createUni())
                .map(html ->
                        Pages.page(html).cookie(guard.cookie(token, called)).build());
    }

    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Audited
    @RolesAllowed(Roles.OPERATOR)
    @Path("{verb}")
    @Operation(hidden = true)
    public Uni<Response> act(
            @RestPath String verb,
            @RestForm @Nullable String job,
            @RestForm @Nullable String token,
            @RestCookie(FormGuard.COOKIE) @Nullable String cookie,
            @Context HttpHeaders headers,
            @Context UriInfo called) {
        guard.check(cookie, token, headers, called);
        String name = job == null ? "" : job;
        // What a row cannot hold names no job; forms can spell it, and the filter of requests sees addresses alone.
        if (name.isEmpty() || name.length() > LONGEST || !JsonText.isStorable(name) || !VERBS.contains(verb)) {
            throw Problem.of(ProblemType.NOT_FOUND, "There is no such job or action")
                    .asException();
        }
        return identity.getDeferredIdentity()
                .map(caller -> caller.getPrincipal().getName())
                .chain(actor -> actions.begin(actor, verb, name, "").chain(row -> act(row, actor, verb, name)))
                .replaceWith(Pages.seeOther(URI.create("/insight/jobs")));
    }

    private record Found(Optional<List<JobRow>> jobs, List<JobTimes> times) {}

    private Uni<Found> withTimes(Optional<List<JobRow>> jobs) {
        return services.times(jobs.orElse(List.of())).map(times -> new Found(jobs, times));
    }

    private Uni<Void> act(long row, String actor, String verb, String job) {
        String path = "/automation/jobs/" + Services.encoded(job) + "/" + verb
                + (verb.equals("pause") ? "?reason=" + Services.encoded("by " + actor) : "");
        return services.call(Service.AUTOMATION, "POST", path, "")
                .map(answer -> answer.isDone() ? "done" : answer.refusal())
                .onFailure()
                .recoverWithItem(failure -> {
                    Log.debugf("The automation service did not answer the page [cause=%s]", failure.getClass());
                    return "no answer in time; it may have been done";
                })
                .chain(outcome -> actions.end(row, outcome.equals("done") ? 1 : 0, outcome));
    }
}
