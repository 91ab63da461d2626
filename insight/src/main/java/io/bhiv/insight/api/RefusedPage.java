package io.bhiv.insight.api;

import io.bhiv.insight.login.LoginConfig;
import io.bhiv.insight.page.Answers;
import io.bhiv.kit.auth.Roles;
import io.bhiv.kit.problem.Problem;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.SecurityContext;
import java.security.Principal;
import java.util.List;
import java.util.Objects;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/**
 * A person whose roles do not allow what was asked for, who cannot log in, or for whom a page cannot be made now reads so on a page, with
 * what to do. Programs get the problem as JSON. No answer of the page is kept by anybody on the way.
 */
final class RefusedPage {

    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int UNAVAILABLE = 503;

    private final LoginConfig login;

    RefusedPage(LoginConfig login) {
        this.login = login;
    }

    @ServerResponseFilter
    Uni<Void> show(ContainerRequestContext request, ContainerResponseContext answer) {
        String path = request.getUriInfo().getPath();
        if (path.startsWith("/insight") || path.startsWith("/api/v1/insight")) {
            answer.getHeaders().putIfAbsent("Cache-Control", List.of("no-store"));
        }
        if (!isOfThePage(request) || !(answer.getEntity() instanceof Problem problem)) {
            return Uni.createFrom().voidItem();
        }
        return switch (answer.getStatus()) {
            case FORBIDDEN -> forbidden(request, answer, problem);
            case UNAUTHORIZED, UNAVAILABLE ->
                Answers.unavailable(
                                answer.getStatus() == UNAUTHORIZED,
                                Objects.requireNonNullElse(problem.detail(), problem.title()))
                        .createUni()
                        .invoke(html -> replace(answer, html))
                        .replaceWithVoid();
            default -> Uni.createFrom().voidItem();
        };
    }

    private Uni<Void> forbidden(ContainerRequestContext request, ContainerResponseContext answer, Problem problem) {
        SecurityContext caller = request.getSecurityContext();
        Principal who = caller.getUserPrincipal();
        return Answers.refused(
                        who == null ? "" : who.getName(),
                        caller.isUserInRole(Roles.VIEWER) || caller.isUserInRole(Roles.OPERATOR),
                        Objects.requireNonNullElse(problem.detail(), problem.title()),
                        login.provider().isPresent() && login.logout())
                .createUni()
                .invoke(html -> replace(answer, html))
                .replaceWithVoid();
    }

    private static boolean isOfThePage(ContainerRequestContext request) {
        String path = request.getUriInfo().getPath();
        String accepted = request.getHeaderString("Accept");
        return (path.equals("/insight") || path.startsWith("/insight/"))
                && accepted != null
                && accepted.contains(MediaType.TEXT_HTML);
    }

    private static void replace(ContainerResponseContext answer, String html) {
        MultivaluedMap<String, Object> headers = answer.getHeaders();
        Pages.page(html).build().getHeaders().forEach((name, values) -> headers.put(name, values));
        answer.setEntity(html);
    }
}
