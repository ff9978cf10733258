package dev.sluice.web.page;

import dev.sluice.kubernetes.PodInfo;
import java.util.List;

/**
 * The pods of both versions.
 *
 * @param sides green's and blue's
 * @param problem why they are not known; empty when they are
 */
record VersionPodList(List<Side> sides, String problem) {
    /** Before the first answer. */
    static final VersionPodList READING = new VersionPodList(List.of(), "The pods are being read.");

    /**
     * One version's.
     *
     * @param colour a word for styles: green or blue
     * @param version name of the version
     * @param deployment name of its Deployment; empty when none was found
     * @param pods its pods
     */
    record Side(String colour, String version, String deployment, List<PodInfo> pods) {
        /** How many take requests. */
        public long ready() {
            return pods.stream().filter(PodInfo::ready).count();
        }

        /** Names of the ReplicaSets, each once. */
        public List<String> replicaSets() {
            return pods.stream().map(PodInfo::replicaSet).distinct().toList();
        }

        /** The pods of one of them. */
        public List<PodInfo> of(String replicaSet) {
            return pods.stream()
                    .filter(pod -> pod.replicaSet().equals(replicaSet))
                    .toList();
        }
    }
}
