package io.bhiv.biometric.api;

import io.bhiv.biometric.IngestPipeline;
import io.bhiv.biometric.status.IntakeCounts;
import io.bhiv.kit.body.RequestEnd;
import io.bhiv.kit.problem.Problem;
import io.bhiv.kit.problem.ProblemType;
import io.bhiv.model.biometric.Provider;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /webhook/{provider}}: bounds the request, then hands its bytes to the pipeline.
 *
 * <p>Plain Vert.x routes and not resource methods, because every limit must hold before a framework has read the body.
 */
@ApplicationScoped
public class WebhookRoutes {

    /** By path segment. Also the values of the metrics' tag: nothing that a caller writes becomes one. */
    static final Map<String, Provider> SENDERS =
            Map.of("oura", Provider.OURA, "whoop", Provider.WHOOP, "terra", Provider.TERRA);

    private final WebhookConfig config;
    private final Admission admission;
    private final IngestPipeline pipeline;
    private final WebhookMetrics metrics;
    private final IntakeCounts counts;

    WebhookRoutes(
            WebhookConfig config,
            Admission admission,
            IngestPipeline pipeline,
            WebhookMetrics metrics,
            IntakeCounts counts) {
        this.config = config;
        this.admission = admission;
        this.pipeline = pipeline;
        this.metrics = metrics;
        this.counts = counts;
    }

    void mount(@Observes Router router) {
        router.post("/webhook/:provider").order(10).handler(this::receive);
        router.route("/webhook/:provider").order(20).handler(WebhookRoutes::refuseMethod);
    }

    private static void refuseMethod(RoutingContext context) {
        HttpServerRequest request = context.request();
        boolean oura = "oura".equals(context.pathParam("provider"));
        request.response().putHeader("Allow", oura ? "GET, POST" : "POST");
        RequestEnd.announce(request);
        WebhookResponses.send(
                request.response(), Problem.of(ProblemType.METHOD_NOT_ALLOWED, "Webhooks are sent by POST"));
        RequestEnd.after(request, context.vertx());
    }

    private void receive(RoutingContext context) {
        HttpServerRequest request = context.request();
        Provider provider = SENDERS.get(String.valueOf(context.pathParam("provider")));
        if (provider == null) {
            // Neither the body nor the name of an unknown provider is read.
            RequestEnd.announce(request);
            WebhookResponses.refuse(request.response());
            RequestEnd.after(request, context.vertx());
            return;
        }
        WebhookExchange exchange =
                new WebhookExchange(context, provider, admission, pipeline, metrics, counts.of(provider), config);
        long limit = limit(provider);
        if (isEncoded(request)) {
            exchange.end(WebhookResponses.unsupported(request, "Bodies are signed as they are: no content encoding"));
        } else if (!isJson(request.getHeader("Content-Type"))) {
            exchange.end(WebhookResponses.unsupported(request, "Bodies are application/json"));
        } else if (declaredLength(request) > limit) {
            exchange.end(WebhookResponses.tooLarge(request, limit));
        } else if (!exchange.enter()) {
            RequestEnd.announce(request);
            exchange.end(WebhookResponses.overloaded(request.response(), "Too many webhooks at once"));
        } else {
            exchange.read(limit);
        }
    }

    private long limit(Provider provider) {
        return (provider == Provider.TERRA ? config.terraLimit() : config.noticeLimit()).asLongValue();
    }

    private static boolean isEncoded(HttpServerRequest request) {
        String encoding = request.getHeader("Content-Encoding");
        return encoding != null && !encoding.equalsIgnoreCase("identity");
    }

    /** Absent counts as JSON: none of the providers promises the header. */
    private static boolean isJson(@Nullable String contentType) {
        if (contentType == null || contentType.isBlank()) {
            return true;
        }
        String type = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return type.equals("application/json") || (type.startsWith("application/") && type.endsWith("+json"));
    }

    /** A length that is no number is treated as unknown: the bytes are counted anyway. */
    private static long declaredLength(HttpServerRequest request) {
        String declared = request.getHeader("Content-Length");
        if (declared == null || declared.isEmpty() || declared.length() > 18) {
            return declared == null || declared.isEmpty() ? 0 : Long.MAX_VALUE;
        }
        return declared.chars().allMatch(Character::isDigit) ? Long.parseLong(declared) : 0;
    }
}
