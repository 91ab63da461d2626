package io.bhiv.kit.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.bhiv.kit.commit.Overloaded;
import io.bhiv.kit.store.StoreFailure;
import io.quarkus.logging.Log;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.ElementKind;
import jakarta.validation.Path;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Turns whatever ends a request into a problem document. An unexpected failure is logged once, here. */
public final class ProblemResponses {

    /** Seconds after which a caller may try again when the store or a queue refused. */
    private static final long RETRY_AFTER_SECONDS = 2;

    @ServerExceptionMapper
    public Response problem(ProblemException refusal) {
        return response(refusal.problem());
    }

    @ServerExceptionMapper
    public Response overloaded(Overloaded refusal) {
        return response(Problem.retryLater(ProblemType.OVERLOADED, refusal.detail(), RETRY_AFTER_SECONDS));
    }

    @ServerExceptionMapper(value = MismatchedInputException.class, priority = 1)
    public Response mismatched(MismatchedInputException cause) {
        return response(malformed(cause));
    }

    @ServerExceptionMapper
    public Response constraint(ConstraintViolationException invalid) {
        return response(invalid.getConstraintViolations().stream()
                .findFirst()
                .map(violation -> Problem.at(pointer(violation.getPropertyPath()), message(violation)))
                .orElseGet(() -> Problem.of(ProblemType.MALFORMED, "The request is not valid")));
    }

    @ServerExceptionMapper(value = UnauthorizedException.class, priority = 1)
    public Response unauthorized(UnauthorizedException refusal) {
        return unauthenticated();
    }

    @ServerExceptionMapper(value = AuthenticationFailedException.class, priority = 1)
    public Response authenticationFailed(AuthenticationFailedException refusal) {
        return unauthenticated();
    }

    @ServerExceptionMapper(value = ForbiddenException.class, priority = 1)
    public Response forbidden(ForbiddenException refusal) {
        return response(Problem.of(
                ProblemType.FORBIDDEN, "The roles of this key or person do not include the one needed here"));
    }

    @ServerExceptionMapper
    public Response http(WebApplicationException failure) {
        if (failure.getCause() instanceof JsonProcessingException json) {
            return response(malformed(json));
        }
        int status = failure.getResponse().getStatus();
        if (status < 400) {
            return failure.getResponse();
        }
        // What JAX-RS calls not found: a word where the query or the path should have a number, a time, an id.
        if (status == 404 && failure.getCause() != null) {
            return response(Problem.of(
                    ProblemType.MALFORMED, "A parameter in the path or the query does not have the expected form"));
        }
        ProblemType type = ProblemType.ofStatus(status);
        return response(Problem.of(type, type.title()));
    }

    @ServerExceptionMapper
    public Response unexpected(Throwable failure) {
        if (StoreFailure.isTransient(failure)) {
            Log.warnf(
                    "A request was refused because the store did not answer [cause=%s]", StoreFailure.summary(failure));
            return response(storeUnavailable());
        }
        Log.error("A request ended in an unexpected failure", failure);
        return response(Problem.of(ProblemType.INTERNAL, "The failure was logged"));
    }

    /** The answer while PostgreSQL cannot be reached: nothing was stored, the identical request may be sent again. */
    public static Problem storeUnavailable() {
        return Problem.retryLater(
                ProblemType.STORE_UNAVAILABLE,
                "The store did not confirm; nothing was acknowledged",
                RETRY_AFTER_SECONDS);
    }

    public static Response response(Problem problem) {
        Response.ResponseBuilder answer =
                Response.status(problem.status()).type(Problem.MEDIA_TYPE).entity(problem);
        problem.headers().forEach(answer::header);
        return answer.build();
    }

    private static Response unauthenticated() {
        Problem problem = Problem.of(ProblemType.UNAUTHENTICATED, "Send a valid API key in X-Api-Key");
        return response(problem.withHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer"));
    }

    private static Problem malformed(JsonProcessingException cause) {
        if (cause instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()) {
            return Problem.at(pointer(mapping), "This value does not have the expected type or range");
        }
        var where = cause.getLocation();
        return Problem.at(
                "",
                where == null
                        ? "The body is not valid JSON"
                        : "The body is not valid JSON (line " + where.getLineNr() + ", column " + where.getColumnNr()
                                + ")");
    }

    private static String pointer(JsonMappingException mapping) {
        return mapping.getPath().stream()
                .map(step -> "/"
                        + (step.getFieldName() == null
                                ? Integer.toString(step.getIndex())
                                : escape(step.getFieldName())))
                .collect(Collectors.joining());
    }

    private static String pointer(Path path) {
        return StreamSupport.stream(path.spliterator(), false)
                .filter(node ->
                        node.getKind() == ElementKind.PROPERTY || node.getKind() == ElementKind.CONTAINER_ELEMENT)
                .map(node -> "/" + escape(String.valueOf(node.getName())))
                .collect(Collectors.joining());
    }

    private static String message(ConstraintViolation<?> violation) {
        return violation.getMessage();
    }

    private static String escape(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }
}
