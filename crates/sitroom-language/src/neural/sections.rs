//! Sections of the model file as typed tables; every size is checked here, so that the networks need not.

use serde::de::DeserializeOwned;

use super::layers::{Convolution, Linear, Maxout};
use crate::kernels::{LANES, MOST_GROUPS, PIECES, shorts, widen, words};
use crate::model::Section;
use crate::{Model, ModelError};

/// The sections of a model.
pub(super) struct Sections<'a> {
    model: &'a Model,
}

impl<'a> Sections<'a> {
    pub(super) fn new(model: &'a Model) -> Self {
        Self { model }
    }

    /// The error that section `name` has the fault `fault`.
    pub(super) fn fault(&self, name: &str, fault: impl Into<String>) -> ModelError {
        self.model.fault(name, fault)
    }

    pub(super) fn bytes(&self, name: &str) -> Result<&'a [u8], ModelError> {
        self.model.section(name).ok_or_else(|| self.fault(name, "is missing"))
    }

    pub(super) fn share(&self, name: &str) -> Result<Section, ModelError> {
        self.model.share(name).ok_or_else(|| self.fault(name, "is missing"))
    }

    pub(super) fn text(&self, name: &str) -> Result<&'a str, ModelError> {
        std::str::from_utf8(self.bytes(name)?).map_err(|error| self.fault(name, format!("is no text: {error}")))
    }

    pub(super) fn json<T: DeserializeOwned>(&self, name: &str) -> Result<T, ModelError> {
        serde_json::from_slice(self.bytes(name)?).map_err(|error| self.fault(name, format!("cannot be read: {error}")))
    }

    pub(super) fn words(&self, name: &str) -> Result<&'a [u32], ModelError> {
        words(self.bytes(name)?).ok_or_else(|| self.fault(name, "holds no whole 32-bit numbers"))
    }

    pub(super) fn shorts(&self, name: &str) -> Result<&'a [u16], ModelError> {
        shorts(self.bytes(name)?).ok_or_else(|| self.fault(name, "holds no whole 16-bit numbers"))
    }

    /// `count` numbers of half precision, widened.
    fn halves(&self, name: &str, count: usize) -> Result<Vec<f32>, ModelError> {
        let halves = self.shorts(name)?;
        self.sized(name, halves.len(), count)?;
        Ok(halves.iter().map(|&half| widen(half)).collect())
    }

    /// `count` numbers of single precision.
    pub(super) fn singles(&self, name: &str, count: usize) -> Result<Vec<f32>, ModelError> {
        let words = self.words(name)?;
        self.sized(name, words.len(), count)?;
        Ok(words.iter().map(|&word| f32::from_bits(word)).collect())
    }

    pub(super) fn sized(&self, name: &str, found: usize, wanted: usize) -> Result<(), ModelError> {
        if found == wanted {
            Ok(())
        } else {
            Err(self.fault(name, format!("holds {found} numbers instead of {wanted}")))
        }
    }

    /// The dense layer `name`.
    pub(super) fn linear<const V: usize>(
        &self,
        name: &str,
        inputs: usize,
        outputs: usize,
    ) -> Result<Linear<V>, ModelError> {
        let weights = self.halves(&format!("{name}/W"), inputs * outputs)?;
        let bias = self.singles(&format!("{name}/b"), outputs)?;
        Ok(Linear::new(&weights, &bias))
    }

    /// The weights of the dense layer `name`, which has no bias.
    pub(super) fn product<const V: usize>(
        &self,
        name: &str,
        inputs: usize,
        outputs: usize,
    ) -> Result<Linear<V>, ModelError> {
        let weights = self.halves(&format!("{name}/W"), inputs * outputs)?;
        Ok(Linear::new(&weights, &vec![0.0; outputs]))
    }

    /// Weights, bias, gain and shift of the maxout layer `name`.
    fn normalised(&self, name: &str, inputs: usize, width: usize) -> Result<[Vec<f32>; 4], ModelError> {
        if width == 0 || !width.is_multiple_of(LANES) || width > MOST_GROUPS * LANES {
            let most = MOST_GROUPS * LANES;
            let fault = format!("has a width of {width}; this program knows multiples of {LANES} up to {most}");
            return Err(self.fault("config", fault));
        }
        Ok([
            self.halves(&format!("{name}/W"), inputs * PIECES * width)?,
            self.singles(&format!("{name}/b"), PIECES * width)?,
            self.singles(&format!("{name}/G"), width)?,
            self.singles(&format!("{name}/beta"), width)?,
        ])
    }

    /// The maxout layer `name` with its layer norm.
    pub(super) fn maxout(&self, name: &str, inputs: usize, width: usize) -> Result<Maxout, ModelError> {
        let [weights, bias, gain, shift] = self.normalised(name, inputs, width)?;
        Ok(Maxout::new(&weights, &bias, &gain, &shift))
    }

    /// The maxout layer `name` as the first over windows of three words.
    pub(super) fn convolution(&self, name: &str, width: usize) -> Result<Convolution, ModelError> {
        let [weights, bias, gain, shift] = self.normalised(name, 3 * width, width)?;
        Ok(Convolution::new(&weights, &bias, &gain, &shift))
    }
}
