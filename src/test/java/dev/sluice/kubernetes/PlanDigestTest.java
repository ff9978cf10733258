package dev.sluice.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.rollout.Desired;
import io.fabric8.generator.annotation.ValidationRule;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** By what a frozen plan is known again. */
final class PlanDigestTest {
    private static final String PLAN = """
            apiVersion: sluice.dev/v1alpha1
            kind: Rollout
            metadata: {name: myapp-1, namespace: default, uid: u}
            spec:
              policy: myapp
              plan:
                routes: [{virtualService: myapp}]
                steps: [{weight: 10, hold: 10s}]
                capacity: {rule: Scale}
                health:
                  probe: {path: /probe, headers: {b: '1', a: '2'}, tls: {insecureSkipVerify: true}}
              blue: {subset: v1, deployment: myapp-v1}
              green: {subset: v2, deployment: myapp-v2}
              version: v2
              routes: [{virtualService: myapp, host: myapp}]
              capacity: {pods: 3, seconds: 60}
              notes: [all is well]
              pin: secret-pin
              desired: Run
            """;

    /**
     * Where this fails, the same plan has got another digest, and releases that go on at an upgrade would be refused: count the form up in PlanDigest, and
     * put the new digest here.
     */
    @Test
    void isTheSameInEveryBuild() {
        assertThat(PlanDigest.of(spec(PLAN)))
                .isEqualTo("1-6d38af6a24db6d780e1407489a88373425306b933478739864de81b6ef8c7561");
    }

    @Test
    void saysNothingOfWhatPeopleWant() {
        assertThat(PlanDigest.of(spec(PLAN.replace("desired: Run", "desired: Paused"))))
                .isEqualTo(PlanDigest.of(spec(PLAN)));
        assertThat(PlanDigest.of(spec(PLAN).with(Desired.Aborted))).isEqualTo(PlanDigest.of(spec(PLAN)));
    }

    @Test
    void contradictsAnotherPlanInItsOwnWordsAlone() {
        String recorded = PlanDigest.of(spec(PLAN));
        RolloutSpec other = spec(PLAN.replace("secret-pin", "mine"));

        assertThat(PlanDigest.contradicts(recorded, spec(PLAN))).isFalse();
        assertThat(PlanDigest.contradicts(recorded, other)).isTrue();
        assertThat(PlanDigest.contradicts("0" + recorded, other)).isFalse();
        assertThat(PlanDigest.contradicts(null, other)).isFalse();
    }

    @Test
    void theRuleOfTheKindFreezesWhateverIsNoWish() {
        String rule = RolloutSpec.class.getAnnotation(ValidationRule.class).value();

        assertThat(Arrays.stream(RolloutSpec.class.getRecordComponents())
                        .map(RecordComponent::getName)
                        .filter(name -> !rule.contains("self." + name + " == oldSelf." + name)))
                .containsExactly("desired");
    }

    private static RolloutSpec spec(String yaml) {
        return StoreParts.rollout(yaml).spec();
    }
}
