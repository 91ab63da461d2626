package io.bhiv.insight.page;

import io.bhiv.insight.evaluate.Picture;
import io.bhiv.insight.evaluate.Verdict;
import io.bhiv.insight.picture.PictureConfig;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.operators.multi.processors.BroadcastProcessor;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Draws every section once a second, however many look, and sends what changed to all viewers. A viewer that is slower than that misses
 * frames, and gets all sections with the next one. A section that cannot be drawn shows so in its place, and stops no other one.
 */
@ApplicationScoped
public class Broadcaster {

    private static final String UNDRAWN =
            "<p class=\"empty\">This section cannot be drawn; the log of the core bridge names the cause.</p>";

    private final int most;
    private final AtomicInteger viewers = new AtomicInteger();
    private final BroadcastProcessor<Frame> frames = BroadcastProcessor.create();
    private final SectionRenderer renderer;
    private final Counter undrawn;
    private final Set<Section> failing = ConcurrentHashMap.newKeySet();
    private volatile Drawn drawn = new Drawn(0, "", Map.of());

    Broadcaster(PictureConfig config, SectionRenderer renderer, MeterRegistry meters) {
        this.most = config.viewers();
        this.renderer = renderer;
        this.undrawn = Counter.builder("bridge.insight.sections.undrawn")
                .description("Sections of the InsightFlow page that could not be drawn")
                .register(meters);
    }

    /** What was drawn last. */
    private record Drawn(long number, String beat, Map<Section, String> sections) {

        Frame whole() {
            Map<String, String> named = new HashMap<>();
            sections.forEach((section, html) -> named.put(section.wireName(), html));
            return new Frame(number, beat, named);
        }
    }

    /** On a worker thread: templates are drawn here. */
    public void draw(Picture picture, Verdict verdict) {
        Drawn before = drawn;
        Drawn now = drawn(before.number() + 1, picture, verdict);
        Map<String, String> changed = new HashMap<>();
        now.sections().forEach((section, html) -> {
            if (!html.equals(before.sections().get(section))) {
                changed.put(section.wireName(), html);
            }
        });
        drawn = now;
        frames.onNext(new Frame(now.number(), now.beat(), changed));
    }

    /** All sections of this picture for one request. On a worker thread. */
    public Frame redrawn(Picture picture, Verdict verdict) {
        return drawn(drawn.number(), picture, verdict).whole();
    }

    private Drawn drawn(long number, Picture picture, Verdict verdict) {
        Map<Section, String> sections = new EnumMap<>(Section.class);
        for (Section section : Section.values()) {
            sections.put(section, html(section, picture, verdict));
        }
        return new Drawn(number, Format.time(picture.at()).toString(), sections);
    }

    private String html(Section section, Picture picture, Verdict verdict) {
        try {
            String html = renderer.draw(section, picture, verdict);
            failing.remove(section);
            return html;
        } catch (RuntimeException failure) {
            undrawn.increment();
            if (failing.add(section)) {
                Log.warnf(failure, "A section of the page cannot be drawn [section=%s]", section.wireName());
            }
            return UNDRAWN;
        }
    }

    /** The whole page as it is now. */
    public TemplateInstance page(Picture picture, Verdict verdict, boolean canLogOut) {
        return Templates.page(picture, verdict, GaugeView.of(picture), LoopView.of(picture), canLogOut);
    }

    /** All sections as they were drawn last: what a viewer gets first, and what those that poll get. */
    public Frame all() {
        return drawn.whole();
    }

    /** Every frame from now on, the first one whole; empty where so many look already that another one has to poll. */
    public Optional<Multi<Frame>> join() {
        if (viewers.incrementAndGet() > most) {
            viewers.decrementAndGet();
            return Optional.empty();
        }
        return Optional.of(Multi.createBy()
                .concatenating()
                .streams(Multi.createFrom().item(this::all), frames.onOverflow().dropPreviousItems())
                .onItem()
                .transformToMultiAndConcatenate(new Viewer()::next)
                .onTermination()
                .invoke(viewers::decrementAndGet));
    }

    /** The stop of the service waits for requests, and those of viewers would never end. A browser comes back, to another replica. */
    void end(@Observes ShutdownDelayInitiatedEvent stopping) {
        frames.onComplete();
    }

    /** What one viewer has been sent. Frames come to it one after the other. */
    private final class Viewer {

        private long last = -1;

        Multi<Frame> next(Frame frame) {
            if (frame.number() <= last) {
                return Multi.createFrom().empty();
            }
            Frame sent = frame.number() == last + 1 ? frame : all();
            last = sent.number();
            return Multi.createFrom().item(sent);
        }
    }

    int viewers() {
        return viewers.get();
    }
}
