package dev.sluice.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyName;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LearnedTypesTest {
    private static final String PHASE = "org.graalvm.nativeimage.imagecode";

    private final AtomicInteger looks = new AtomicInteger();
    private final ObjectMapper mapper = new ObjectMapper().setAnnotationIntrospector(new Counting(looks));

    @AfterEach
    void leaveTheBuild() {
        System.clearProperty(PHASE);
    }

    @Test
    void knowsATypeAndItsPartsBeforeItReadsAny() throws JsonProcessingException {
        System.setProperty(PHASE, "buildtime");
        assertThat(LearnedTypes.of(mapper, Whole.class)).isSameAs(mapper);
        int learnt = looks.get();
        assertThat(mapper.readerFor(Whole.class).<Whole>readValue("{\"part\": {\"word\": \"one\"}}"))
                .isEqualTo(new Whole(new Part("one")));
        assertThat(learnt).isPositive().isEqualTo(looks.get());
    }

    @Test
    void learnsNothingWhereAProgramRuns() {
        System.setProperty(PHASE, "runtime");
        assertThat(LearnedTypes.of(mapper, Whole.class)).isSameAs(mapper);
        System.clearProperty(PHASE);
        assertThat(LearnedTypes.of(mapper, Whole.class)).isSameAs(mapper);
        assertThat(looks).hasValue(0);
    }

    private record Whole(Part part) {}

    private record Part(String word) {}

    /** Counts how often Jackson looks into a type. */
    private static final class Counting extends JacksonAnnotationIntrospector {
        private static final long serialVersionUID = 1;

        private final transient AtomicInteger looks;

        Counting(AtomicInteger looks) {
            this.looks = looks;
        }

        @Override
        public PropertyName findNameForDeserialization(Annotated annotated) {
            looks.incrementAndGet();
            return super.findNameForDeserialization(annotated);
        }
    }
}
