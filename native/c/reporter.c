/* Loaded by the builder itself, for its report on how far it is. */
#include <jni.h>
#include <sys/resource.h>

JNIEXPORT jint JNICALL Java_com_oracle_svm_hosted_ProgressReporterCHelper_getTerminalWindowColumns0(JNIEnv *env, jclass type) {
  return 100;
}

JNIEXPORT jlong JNICALL Java_com_oracle_svm_hosted_ProgressReporterCHelper_getPeakRSS0(JNIEnv *env, jclass type) {
  struct rusage used;
  return getrusage(RUSAGE_SELF, &used) ? -1 : (jlong)used.ru_maxrss * 1024;
}
