/* What an image calls in C besides the JDK's own libraries. The names are the builder's; a missing one is named by the linker. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <jni.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "include/amd64cpufeatures.h"
#include "include/svm_locale.h"

/* Functions of the C library that take a variable number of arguments. */
int openSII(const char *path, int flags, int mode) { return open(path, flags, mode); }

int openatISII(int directory, const char *path, int flags, int mode) { return openat(directory, path, flags, mode); }

void *mremapP(void *old, size_t old_size, size_t new_size, int flags, void *wanted) {
  return mremap(old, old_size, new_size, flags, wanted);
}

int fprintfSD(FILE *out, const char *format, const char *text, int number) { return fprintf(out, format, text, number); }

/* Threads. */
int getThreadId(void) { return (int)syscall(SYS_gettid); }

long getThreadUserTimeSlow(int thread) { return -1; }

int initialize(void) { return 0; }

/* The locale is English, the time zone that of TZ or UTC. */
static svm_locale_props_t locale;

int svm_initialize_locale(void) {
  locale.format_language = locale.display_language = "en";
  return SVM_LOCALE_INITIALIZATION_SUCCEEDED;
}

svm_locale_props_t *svm_get_locale(void) { return &locale; }

char *SVM_FindJavaTZmd(const char *mappings, int length) {
  const char *zone = getenv("TZ");
  return strdup(zone && *zone && *zone != ':' ? zone : "UTC");
}

/* The image is compiled for x86-64-v3 and asks whether it may run here. */
void determineCPUFeatures(CPUFeatures *features) {
  memset(features, 0, sizeof *features);
  __builtin_cpu_init();
  features->fCX8 = features->fCMOV = features->fFXSR = features->fMMX = 1;
#define HAS(field, name) features->field = __builtin_cpu_supports(name) != 0;
  HAS(fSSE, "sse") HAS(fSSE2, "sse2") HAS(fSSE3, "sse3") HAS(fSSSE3, "ssse3") HAS(fSSE4_1, "sse4.1") HAS(fSSE4_2, "sse4.2")
  HAS(fPOPCNT, "popcnt") HAS(fAVX, "avx") HAS(fAVX2, "avx2") HAS(fBMI1, "bmi") HAS(fBMI2, "bmi2") HAS(fFMA, "fma")
  HAS(fAES, "aes") HAS(fLZCNT, "lzcnt")
}

int checkCPUFeatures(const char *features) { return 0; }

int checkCPUFeaturesOrExit(const char *features, const char *message) { return 0; }

/* Signals: each is counted when it comes and a thread of the image is woken. */
#define SIGNALS 65
static volatile int pending[SIGNALS];
static sem_t arrived;
static int open_for_signals;

static void signal_came(int number) {
  int error = errno;
  __atomic_fetch_add(&pending[number], 1, __ATOMIC_SEQ_CST);
  sem_post(&arrived);
  errno = error;
}

int cSunMiscSignal_open(void) {
  if (open_for_signals) {
    errno = EBUSY;
    return -1;
  }
  open_for_signals = 1;
  return sem_init(&arrived, 0, 0);
}

int cSunMiscSignal_close(void) {
  open_for_signals = 0;
  return sem_destroy(&arrived);
}

int cSunMiscSignal_awaitSemaphore(void) {
  int result;
  do {
    result = sem_wait(&arrived);
  } while (result != 0 && errno == EINTR);
  return result;
}

int cSunMiscSignal_signalSemaphore(void) { return sem_post(&arrived); }

int cSunMiscSignal_signalRangeCheck(int number) { return number > 0 && number < SIGNALS; }

int cSunMiscSignal_checkPendingSignal(void) {
  for (int number = 1; number < SIGNALS; number++) {
    if (pending[number] > 0) {
      __atomic_fetch_sub(&pending[number], 1, __ATOMIC_SEQ_CST);
      return number;
    }
  }
  return -1;
}

typedef void (*signal_handler)(int);

signal_handler cSunMiscSignal_signalHandlerFunctionPointer(void) { return signal_came; }

/* The JDK's libraries are shared ones here, so each says by itself what has to be done when it is loaded. */
static jint loaded(JavaVM *vm, void *reserved, const char *library) {
  void *handle = dlopen(library, RTLD_LAZY | RTLD_NOLOAD);
  jint (*begin)(JavaVM *, void *) = handle ? (jint(*)(JavaVM *, void *))dlsym(handle, "JNI_OnLoad") : NULL;
  if (begin) {
    begin(vm, reserved);
  }
  return JNI_VERSION_1_8;
}

jint JNI_OnLoad_java(JavaVM *vm, void *reserved) { return loaded(vm, reserved, "libjava.so"); }
jint JNI_OnLoad_net(JavaVM *vm, void *reserved) { return loaded(vm, reserved, "libnet.so"); }
jint JNI_OnLoad_nio(JavaVM *vm, void *reserved) { return loaded(vm, reserved, "libnio.so"); }
jint JNI_OnLoad_zip(JavaVM *vm, void *reserved) { return JNI_VERSION_1_8; }
jint JNI_OnLoad_extnet(JavaVM *vm, void *reserved) { return JNI_VERSION_1_8; }
jint JNI_OnLoad_management(JavaVM *vm, void *reserved) { return JNI_VERSION_1_8; }
jint JNI_OnLoad_prefs(JavaVM *vm, void *reserved) { return JNI_VERSION_1_8; }

/* libjava learns how file names are encoded when it is asked for the platform's properties. */
extern jobjectArray Java_jdk_internal_util_SystemProps_00024Raw_platformProperties(JNIEnv *, jclass);

void InitializeEncoding(JNIEnv *env, const char *name) {
  Java_jdk_internal_util_SystemProps_00024Raw_platformProperties(env, NULL);
  if ((*env)->ExceptionCheck(env)) {
    (*env)->ExceptionClear(env);
  }
}
