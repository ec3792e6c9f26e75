// Noise that a GPU draws by itself: the program of gaussian.cuh, compiled for it when it is first asked for. What
// compiles and starts it (NVRTC and the driver) is looked up where libtorch's CUDA part has it; nothing is linked.

#include "gaussian.hpp"

#include "narrow.hpp"

#include <ATen/Functions.h>
#include <c10/core/DeviceGuard.h>
#include <c10/core/impl/VirtualGuardImpl.h>
#include <dlfcn.h>
#include <link.h>

#include <cmath>
#include <cstring>
#include <map>
#include <mutex>
#include <string>
#include <vector>

// The same file as text, where the compiler was started: in the folder of the crate.
asm(".pushsection .rodata\n"
    "tacit_gaussian_program:\n"
    ".incbin \"src/operators/gaussian.cuh\"\n"
    ".byte 0\n"
    ".popsection\n");
extern "C" const char tacit_gaussian_program[];

namespace tacit {

namespace {

#include "gaussian.cuh"

// What a device was given, and where it lives: kept as long as the process.
struct Kernel {
    void* context = nullptr;
    void* function = nullptr;
};

// The functions of the driver and of NVRTC that are used, as their manuals have them. All return 0 where they succeed.
struct Driver {
    int (*retain)(void** context, int device) = nullptr;
    int (*set_current)(void* context) = nullptr;
    int (*attribute)(int* value, int which, int device) = nullptr;
    int (*load)(void** module, const void* image) = nullptr;
    int (*function)(void** function, void* module, const char* name) = nullptr;
    int (*launch)(void* function, unsigned, unsigned, unsigned, unsigned, unsigned, unsigned, unsigned shared,
                  void* stream, void** parameters, void** extra) = nullptr;
    int (*create)(void** program, const char* source, const char* name, int, const char* const*,
                  const char* const*) = nullptr;
    int (*compile)(void* program, int count, const char* const* options) = nullptr;
    int (*image_size)(void* program, size_t* size) = nullptr;
    int (*image)(void* program, char* image) = nullptr;
    int (*destroy)(void** program) = nullptr;
    bool whole = false;

    Driver() {
        void* driver = dlopen("libcuda.so.1", RTLD_NOW | RTLD_LOCAL);
        void* compiler = dlopen(beside_libtorch("libcaffe2_nvrtc.so").c_str(), RTLD_NOW | RTLD_LOCAL);
        whole = driver != nullptr && compiler != nullptr &&
                find(driver, "cuDevicePrimaryCtxRetain", retain) && find(driver, "cuCtxSetCurrent", set_current) &&
                find(driver, "cuDeviceGetAttribute", attribute) && find(driver, "cuModuleLoadData", load) &&
                find(driver, "cuModuleGetFunction", function) && find(driver, "cuLaunchKernel", launch) &&
                find(compiler, "nvrtcCreateProgram", create) && find(compiler, "nvrtcCompileProgram", compile) &&
                find(compiler, "nvrtcGetCUBINSize", image_size) && find(compiler, "nvrtcGetCUBIN", image) &&
                find(compiler, "nvrtcDestroyProgram", destroy);
    }

    // Where libtorch lies: its CUDA part has a library there that knows where its own NVRTC is.
    static std::string beside_libtorch(const char* name) {
        void* libtorch = dlopen("libtorch_cpu.so", RTLD_NOW | RTLD_NOLOAD);
        link_map* loaded = nullptr;
        if (libtorch == nullptr || dlinfo(libtorch, RTLD_DI_LINKMAP, &loaded) != 0) {
            return name;
        }
        const std::string path = loaded->l_name;
        return path.substr(0, path.rfind('/') + 1) + name;
    }

    template <typename Function>
    static bool find(void* library, const char* name, Function& place) {
        place = reinterpret_cast<Function>(dlsym(library, name));
        return place != nullptr;
    }

    // Null where there is none.
    Kernel kernel(int device) const {
        Kernel found;
        void* module = nullptr;
        if (!whole || retain(&found.context, device) != 0 || set_current(found.context) != 0) {
            return {};
        }
        const std::vector<char> compiled = compiled_for(device);
        const bool ready = !compiled.empty() && load(&module, compiled.data()) == 0 &&
                           function(&found.function, module, "gaussian") == 0;
        return ready ? found : Kernel();
    }

    // Empty where it fails.
    std::vector<char> compiled_for(int device) const {
        constexpr int MAJOR = 75, MINOR = 76;
        int major = 0, minor = 0;
        void* program = nullptr;
        if (attribute(&major, MAJOR, device) != 0 || attribute(&minor, MINOR, device) != 0 ||
            create(&program, tacit_gaussian_program, "gaussian.cu", 0, nullptr, nullptr) != 0) {
            return {};
        }
        const std::string target = "--gpu-architecture=sm_" + std::to_string(10 * major + minor);
        const char* const options[] = {target.c_str(), "--fmad=false", "--std=c++17"};
        std::vector<char> made;
        size_t size = 0;
        if (compile(program, 3, options) == 0 && image_size(program, &size) == 0) {
            made.resize(size);
            if (image(program, made.data()) != 0) {
                made.clear();
            }
        }
        destroy(&program);
        return made;
    }
};

// Draws on a device, behind what libtorch asked of it before; whether it can.
bool on_device(const at::Tensor& out, Source source, u64 counter, double half) {
    const c10::impl::VirtualGuardImpl streams(out.device().type());
    if (streams.getStream(out.device()) != streams.getDefaultStream(out.device())) {
        return false;
    }
    // Puts the thread's device back.
    const c10::DeviceGuard device_guard(out.device());
    static std::mutex guard;
    static const Driver driver;
    static std::map<int, Kernel> kernels;
    const int device = out.device().index();
    const std::lock_guard<std::mutex> lock(guard);
    if (kernels.find(device) == kernels.end()) {
        kernels[device] = driver.kernel(device);
    }
    const Kernel kernel = kernels[device];
    if (kernel.function == nullptr || driver.set_current(kernel.context) != 0) {
        return false;
    }
    float* data = out.data_ptr<float>();
    u64 count = static_cast<u64>(out.numel());
    void* parameters[] = {&data, &count, &source, &counter, &half};
    void* const default_stream = nullptr;
    const unsigned blocks = static_cast<unsigned>((count + VALUES - 1) / VALUES);
    return driver.launch(kernel.function, blocks, 1, 1, BLOCKS, 1, 1, 0, default_stream, parameters, nullptr) == 0;
}

void on_cpu(const at::Tensor& out, const Source& source, u64 counter, double half) {
    float* data = out.data_ptr<float>();
    const int64_t count = out.numel();
    in_parallel((count + VALUES - 1) / VALUES, [&](int64_t first, int64_t last) {
        std::vector<u32> words(2 * VALUES);
        for (int64_t block = first; block < last; block++) {
            for (int index = 0; index < BLOCKS; index++) {
                cipher(source, counter + static_cast<u64>(block * BLOCKS), index, words.data());
            }
            for (int index = 0; index < QUARTER; index++) {
                values(words.data(), index, half, data + block * VALUES, static_cast<u64>(count - block * VALUES));
            }
        }
    });
}

}  // namespace

bool gaussian(const at::Tensor& out, const at::Tensor& key, int64_t counter, double half) {
    TORCH_CHECK(out.is_contiguous() && out.scalar_type() == at::kFloat);
    TORCH_CHECK(key.device().is_cpu() && key.is_contiguous() && key.scalar_type() == at::kInt && key.numel() == 10);
    Source source;
    std::memcpy(source.words, key.const_data_ptr<int32_t>(), sizeof(source.words));
    if (out.numel() == 0) {
        return true;
    }
    if (out.is_cuda()) {
        return on_device(out, source, static_cast<u64>(counter), half);
    }
    TORCH_CHECK(out.device().is_cpu());
    on_cpu(out, source, static_cast<u64>(counter), half);
    return true;
}

}  // namespace tacit
