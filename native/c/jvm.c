/* A stand-in for libjvm.so: what the JDK's shared libraries call of it in an image. A stop for each of the rest is appended by build. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <jni.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* Text. */
int jio_vsnprintf(char *text, size_t size, const char *format, va_list values) {
  int written = vsnprintf(text, size, format, values);
  return written >= (int)size ? -1 : written;
}

int jio_snprintf(char *text, size_t size, const char *format, ...) {
  va_list values;
  va_start(values, format);
  int written = jio_vsnprintf(text, size, format, values);
  va_end(values);
  return written;
}

int jio_vfprintf(FILE *out, const char *format, va_list values) { return vfprintf(out, format, values); }

int jio_fprintf(FILE *out, const char *format, ...) {
  va_list values;
  va_start(values, format);
  int written = vfprintf(out, format, values);
  va_end(values);
  return written;
}

/* The machine. */
jint JVM_ActiveProcessorCount(void) {
  cpu_set_t mine;
  CPU_ZERO(&mine);
  return sched_getaffinity(0, sizeof mine, &mine) ? (jint)sysconf(_SC_NPROCESSORS_ONLN) : CPU_COUNT(&mine);
}

jboolean JVM_IsUseContainerSupport(void) { return JNI_FALSE; }
jlong JVM_MaxMemory(void) { return (jlong)sysconf(_SC_PHYS_PAGES) * sysconf(_SC_PAGESIZE); }
jlong JVM_TotalMemory(void) { return JVM_MaxMemory(); }
jlong JVM_FreeMemory(void) { return (jlong)sysconf(_SC_AVPHYS_PAGES) * sysconf(_SC_PAGESIZE); }
jstring JVM_GetTemporaryDirectory(JNIEnv *env) { return (*env)->NewStringUTF(env, "/tmp"); }
char *JVM_NativePath(char *path) { return path; }

/* Time. */
jlong JVM_CurrentTimeMillis(JNIEnv *env, jclass type) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

jlong JVM_NanoTime(JNIEnv *env, jclass type) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000000000LL + now.tv_nsec;
}

/* Locks. */
void *JVM_RawMonitorCreate(void) {
  pthread_mutex_t *monitor = malloc(sizeof *monitor);
  pthread_mutex_init(monitor, NULL);
  return monitor;
}

void JVM_RawMonitorDestroy(void *monitor) {
  pthread_mutex_destroy(monitor);
  free(monitor);
}

jint JVM_RawMonitorEnter(void *monitor) { return pthread_mutex_lock(monitor); }
void JVM_RawMonitorExit(void *monitor) { pthread_mutex_unlock(monitor); }

/* Libraries. */
void *JVM_LoadLibrary(const char *name, jboolean must) { return dlopen(name, RTLD_LAZY); }
void JVM_UnloadLibrary(void *library) { dlclose(library); }
void *JVM_FindLibraryEntry(void *library, const char *name) { return dlsym(library, name); }
jboolean JVM_IsSupportedJNIVersion(jint version) { return JNI_TRUE; }

/* The process. */
void JVM_BeforeHalt(void) {}
void JVM_Halt(jint code) { _exit(code); }

jint JVM_FindSignal(const char *name) {
  static const struct { const char *name; int number; } known[] = {
      {"HUP", SIGHUP}, {"INT", SIGINT}, {"QUIT", SIGQUIT}, {"PIPE", SIGPIPE}, {"TERM", SIGTERM}, {"WINCH", SIGWINCH}};
  for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
    if (strcmp(name, known[i].name) == 0) {
      return known[i].number;
    }
  }
  return -1;
}
