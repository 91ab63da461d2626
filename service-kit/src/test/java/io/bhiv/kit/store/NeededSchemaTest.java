package io.bhiv.kit.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Reader;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.resource.LoadableResource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NeededSchemaTest {

    @Test
    void theNewestMigrationIsNeededAsANumberAndNotAsAWord() {
        NeededSchema needed = needed("V2__b.sql", "V10__c.sql", "V1__a.sql", "R__kit.sql", "afterMigrate__days.sql");

        assertThat(needed.version().getVersion()).isEqualTo("10");
        assertThat(needed.question()).contains("\"bucket\".\"flyway_schema_history\"");
    }

    @Test
    void olderTablesAreBehindAndSayByHowMuch() {
        NeededSchema needed = needed("V1__a.sql", "V10__c.sql");

        assertThat(needed.behind("1 9")).contains("schema bucket is at version 9, this code needs 10");
        assertThat(needed.behind("")).get().asString().endsWith("this code needs 10");
    }

    @Test
    void equalAndNewerTablesAreGood() {
        NeededSchema needed = needed("V1__a.sql", "V10__c.sql");

        assertThat(needed.behind("10 1 2")).isEmpty();
        assertThat(needed.behind("1 10 11")).isEmpty();
    }

    @Test
    void whoBringsNoMigrationNeedsNone() {
        assertThat(NeededSchema.of(flyway("R__kit.sql"))).isEmpty();
        assertThat(NeededSchema.of(flyway("V1__a.sql").sqlMigrationPrefix("none")))
                .isEmpty();
    }

    private static NeededSchema needed(String... files) {
        return NeededSchema.of(flyway(files)).orElseThrow();
    }

    private static FluentConfiguration flyway(String... files) {
        return Flyway.configure().defaultSchema("bucket").resourceProvider(new Files(List.of(files)));
    }

    private record Files(List<String> names) implements ResourceProvider {

        @Override
        public @Nullable LoadableResource getResource(String name) {
            return null;
        }

        @Override
        public Collection<LoadableResource> getResources(String prefix, String[] suffixes) {
            return names.stream()
                    .filter(name ->
                            name.startsWith(prefix) && Stream.of(suffixes).anyMatch(name::endsWith))
                    .<LoadableResource>map(File::new)
                    .toList();
        }
    }

    private static final class File extends LoadableResource {

        private final String name;

        File(String name) {
            this.name = name;
        }

        @Override
        public Reader read() {
            return Reader.nullReader();
        }

        @Override
        public String getAbsolutePath() {
            return name;
        }

        @Override
        public String getAbsolutePathOnDisk() {
            return name;
        }

        @Override
        public String getFilename() {
            return name;
        }

        @Override
        public String getRelativePath() {
            return name;
        }
    }
}
