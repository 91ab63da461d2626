package io.bhiv.insight.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.insight.evaluate.Picture;
import io.bhiv.insight.evaluate.Verdict;
import io.bhiv.insight.picture.LivePicture;
import io.bhiv.insight.picture.PictureConfig;
import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BroadcasterTest {

    private static final Instant NOW = Instant.parse("2026-03-01T03:00:00Z");

    private final Words renderer = new Words();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Broadcaster broadcaster = new Broadcaster(new Config(), renderer, meters);

    @Test
    void aViewerGetsAllFirstAndThenWhatChanged() {
        draw("a");
        AssertSubscriber<Frame> viewer = join();
        viewer.request(10);
        renderer.only = "b";
        draw("a");

        assertThat(viewer.getItems()).hasSize(2);
        assertThat(viewer.getItems().getFirst().sections()).hasSize(Section.values().length);
        assertThat(viewer.getItems().get(1).sections()).containsOnlyKeys("numbers");
    }

    @Test
    @FixedFault(
            area = Area.TRUTH,
            fault = "a slow viewer of the page kept old sections under the time of the newest picture",
            now = "frames are numbered, and a viewer that missed one gets all sections")
    void aViewerThatMissedAFrameGetsAllSections() {
        draw("a");
        AssertSubscriber<Frame> viewer = join();
        viewer.request(1);
        draw("b");
        draw("c");
        viewer.request(10);
        draw("c");

        Map<String, String> shown = new HashMap<>();
        viewer.getItems().forEach(frame -> shown.putAll(frame.sections()));
        assertThat(shown).hasSize(Section.values().length);
        assertThat(shown.values()).containsOnly("c");
        assertThat(viewer.getItems().getLast().number()).isEqualTo(4);
    }

    @Test
    void whoComesWhenAllPlacesAreTakenPollsUntilOneIsFree() {
        draw("a");
        List<AssertSubscriber<Frame>> viewers = new ArrayList<>();
        for (int viewer = 0; viewer < new Config().viewers(); viewer++) {
            viewers.add(join());
        }

        assertThat(broadcaster.join()).isEmpty();
        assertThat(broadcaster.all().sections()).as("what is polled").hasSize(Section.values().length);

        viewers.getFirst().cancel();
        assertThat(broadcaster.join()).isPresent();
    }

    @Test
    @FixedFault(
            area = Area.TRUTH,
            fault = "one section of the page that could not be drawn stopped all of them",
            now = "it says so in its place and is counted, and the others are drawn")
    void aSectionThatCannotBeDrawnStopsNoOther() {
        renderer.failing = Section.QUEUES;

        draw("a");

        assertThat(broadcaster.all().sections().get("queues")).contains("cannot be drawn");
        assertThat(broadcaster.all().sections()).containsEntry("verdict", "a").containsEntry("events", "a");
        assertThat(meters.counter("bridge.insight.sections.undrawn").count()).isEqualTo(1);
    }

    @Test
    @FixedFault(
            area = Area.TRUTH,
            fault = "while the page was open, every stop of the core bridge took five seconds and logged an error",
            now = "streams end when the service begins to stop, and browsers connect to another replica")
    void theStopEndsAllStreams() {
        draw("a");
        AssertSubscriber<Frame> viewer = join();
        viewer.request(10);

        broadcaster.end(new ShutdownDelayInitiatedEvent());

        viewer.assertCompleted();
        assertThat(broadcaster.viewers()).isZero();
        AssertSubscriber<Frame> late = join();
        late.request(10);
        late.assertCompleted();
        draw("b");
    }

    private AssertSubscriber<Frame> join() {
        return broadcaster.join().orElseThrow().subscribe().withSubscriber(AssertSubscriber.create(0));
    }

    private void draw(String word) {
        renderer.word = word;
        Picture picture = new LivePicture(Set.of(), NOW).at(NOW);
        broadcaster.draw(picture, Verdict.of(picture, Optional.empty()));
    }

    private static final class Config implements PictureConfig {

        @Override
        public Set<String> expected() {
            return Set.of();
        }

        @Override
        public int viewers() {
            return 10;
        }
    }

    private static final class Words extends SectionRenderer {

        private String word = "";
        private String only = "";
        private @Nullable Section failing;

        @Override
        String draw(Section section, Picture picture, Verdict verdict) {
            if (section == failing) {
                throw new IllegalStateException("as a template does that meets what it does not expect");
            }
            return section == Section.NUMBERS && !only.isEmpty() ? only : word;
        }
    }
}
