package io.bhiv.stage.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.stage.layout.Place;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DoctorTest {

    @Test
    void saysHowToGetAMavenWhereThereIsNone() {
        List<String> lines = new ArrayList<>();

        int exitCode = new Doctor(Map.of(), Path.of("."), Path.of("no-such-folder")).report(lines::add);

        assertThat(exitCode).isEqualTo(1);
        assertThat(lines)
                .anySatisfy(
                        line -> assertThat(line).startsWith("[missing] Maven").contains("apt-get install"));
    }

    @Test
    void acceptsAnOldMavenBecauseItCanFetchANewerOne() {
        Doctor doctor = new Doctor(
                Map.of("BRIDGE_MAVEN_VERSION", "3.8.7", "BRIDGE_MAVEN", "/usr/bin/mvn"), Path.of("."), Path.of("."));

        assertThat(doctor.findings())
                .anySatisfy(
                        finding -> assertThat(finding.line()).contains("3.8.7").startsWith("[ok]"));
    }

    @Test
    void namesThePortThatIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0)) {
            String port = Integer.toString(taken.getLocalPort());
            Doctor doctor = new Doctor(Map.of(Place.KAFKA.variable(), port), Path.of("."), Path.of("."));

            assertThat(doctor.findings())
                    .anySatisfy(finding -> assertThat(finding.line()).contains(port, "kafka", "[warning]"));
        }
    }

    @Test
    void comparesVersionsAsNumbers() {
        assertThat(Doctor.olderThan("3.9.9", List.of(3, 9, 12))).isTrue();
        assertThat(Doctor.olderThan("3.9.12", List.of(3, 9, 12))).isFalse();
        assertThat(Doctor.olderThan("4.0.0-rc-5", List.of(3, 9, 12))).isFalse();
    }
}
