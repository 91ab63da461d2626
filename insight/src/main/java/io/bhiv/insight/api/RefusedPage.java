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
import java.util.Objects;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** A person whose roles do not allow what was asked for reads so on a page, with what to do. Programs get the problem as JSON. */
final class RefusedPage {

    private static final int FORBIDDEN = 403;

    private final LoginConfig login;

    RefusedPage(LoginConfig login) {
        this.login = login;
    }

    @ServerResponseFilter
    Uni<Void> show(ContainerRequestContext request, ContainerResponseContext answer) {
        if (answer.getStatus() != FORBIDDEN
                || !isOfThePage(request)
                || !(answer.getEntity() instanceof Problem problem)) {
            return Uni.createFrom().voidItem();
        }
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
