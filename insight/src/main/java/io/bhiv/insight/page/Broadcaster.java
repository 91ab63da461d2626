package io.bhiv.insight.page;

import io.bhiv.insight.evaluate.Picture;
import io.bhiv.insight.evaluate.Verdict;
import io.bhiv.insight.picture.PictureConfig;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.operators.multi.processors.BroadcastProcessor;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Draws every section once a second, however many look, and sends what changed to all viewers. A viewer that is slower than that gets
 * the newest frame and misses the ones between.
 */
@ApplicationScoped
public class Broadcaster {

    private final int most;
    private final AtomicInteger viewers = new AtomicInteger();
    private final BroadcastProcessor<Frame> frames = BroadcastProcessor.create();
    private volatile Map<Section, String> drawn = Map.of();
    private volatile String beat = "";

    Broadcaster(PictureConfig config) {
        this.most = config.viewers();
    }

    /** On a worker thread: templates are drawn here. */
    public void draw(Picture picture, Verdict verdict) {
        Map<Section, String> now = new EnumMap<>(Section.class);
        Map<String, String> changed = new HashMap<>();
        for (Section section : Section.values()) {
            String html = section.of(picture, verdict).render();
            now.put(section, html);
            if (!html.equals(drawn.get(section))) {
                changed.put(section.wireName(), html);
            }
        }
        drawn = now;
        beat = Format.time(picture.at()).toString();
        frames.onNext(new Frame(beat, changed));
    }

    /** The whole page as it is now. */
    public TemplateInstance page(Picture picture, Verdict verdict, boolean canLogOut) {
        return Templates.page(
                picture,
                verdict,
                QueueView.of(picture),
                QueueView.gauges(picture),
                QueueView.loops(picture),
                canLogOut);
    }

    /** All sections as they were drawn last: what a viewer gets first, and what those that ask get. */
    public Frame all() {
        Map<String, String> sections = new HashMap<>();
        drawn.forEach((section, html) -> sections.put(section.wireName(), html));
        return new Frame(beat, sections);
    }

    /** Every frame from now on, the first one whole; empty where so many look already that another one has to ask. */
    public Optional<Multi<Frame>> join() {
        if (viewers.incrementAndGet() > most) {
            viewers.decrementAndGet();
            return Optional.empty();
        }
        return Optional.of(Multi.createBy()
                .concatenating()
                .streams(Multi.createFrom().item(this::all), frames.onOverflow().dropPreviousItems())
                .onTermination()
                .invoke(viewers::decrementAndGet));
    }

    public int viewers() {
        return viewers.get();
    }
}
