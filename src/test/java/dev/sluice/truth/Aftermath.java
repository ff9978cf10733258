package dev.sluice.truth;

import static org.assertj.core.api.Assertions.assertThat;

/** What users meet once the traffic has gone back. */
final class Aftermath {
    /** Were a tenth of the traffic still with green, all of these would go to blue once in a billion times. */
    private static final int REQUESTS = 200;

    private Aftermath() {}

    /** Waits for that many further answers and makes sure that blue gave them all, and well. */
    static void onlyBlueServes(TruthScene scene) {
        scene.until(
                "nothing is left in the mesh",
                () -> scene.watching().pins() == 0 && !scene.watching().held());
        long back = System.nanoTime();
        scene.until("users have asked again", () -> scene.users().count(request -> request.due() > back) >= REQUESTS);
        assertThat(scene.users().all())
                .filteredOn(request -> request.due() > back)
                .as("requests after the revert")
                .allMatch(request -> !request.failed() && request.version().equals("v1"));
    }

    /**
     * Makes sure that few of the 100 users a second met green's fault. A controller that asks green once in 10 s and
     * goes back at the first failure needs 10 s divided by the share that fails, so it shows ten failures for each
     * percent of green's weight, whatever the share; half of that is the most that is allowed here.
     */
    static void fewNoticed(TruthScene scene, int weight) {
        assertThat(scene.settled().failed())
                .as("failed user requests; one look in 10 s would show %s", 10 * weight)
                .isLessThanOrEqualTo(5L * weight);
    }
}
